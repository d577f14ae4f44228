import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { PageControls } from "./PageControls";
import { type PageSize, PageView } from "./PageView";
import { Stage, useStage } from "./Stage";

/** What lies on the table, large: the page with its turning, or what somebody shares. Nothing to add or remove. */
export function ClientPapers({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("client");
  const { papers, shown } = useStore(model.papers.state);
  const staged = useStage(model);
  const [size, setSize] = useState<PageSize>(2);
  const paper = papers.find((one) => one.paper === shown?.paper);
  return (
    <div className="table">
      {staged ? <Stage model={model} /> : null}
      {staged && !paper ? null : (
        <section id="papers" className="papers" aria-labelledby="papers-title" tabIndex={-1}>
          <h2 id="papers-title" className="papers__name">
            {paper ? paper.name : t("papers.title")}
          </h2>
          {paper && shown ? (
            <>
              <PageView model={model} paper={paper} page={shown.page} size={size} />
              <PageControls model={model} paper={paper} page={shown.page} size={size} onSize={setSize} />
            </>
          ) : (
            <p className="papers__choose">{t("papers.empty")}</p>
          )}
        </section>
      )}
    </div>
  );
}
