import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../../core/consultation";
import { useStore } from "../../core/store";
import { usePageMode } from "./pageMode";

/** The page as text instead of a picture, and bars over what nobody may see. */
export function ReadingTools({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("reading");
  const { may } = useStore(model.state);
  const [mode, setMode] = usePageMode(model);
  return (
    <>
      <button
        type="button"
        className="paper-deeds__button"
        data-testid="page-as-text"
        aria-pressed={mode === "text"}
        onClick={() => setMode(mode === "text" ? "picture" : "text")}
      >
        {t("asText")}
      </button>
      {may.has("paper:redact") ? (
        <button
          type="button"
          className="paper-deeds__button"
          data-testid="redact"
          aria-pressed={mode === "redact"}
          onClick={() => setMode(mode === "redact" ? "picture" : "redact")}
        >
          {t("redact")}
        </button>
      ) : null}
    </>
  );
}
