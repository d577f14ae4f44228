import "./copies.css";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../../core/consultation";
import type { PaperEntry } from "../../core/protocol";
import { useStore } from "../../core/store";
import { ErrorNotice } from "../../design/ErrorNotice";
import { DownloadIcon, MoreIcon, PrintIcon } from "../Icons";
import { Menu, MenuItem } from "../Menu";
import { useAction } from "../useAction";
import { Copies } from "./copies";
import { PrintView } from "./printView";

interface Deed {
  readonly id: string;
  readonly label: string;
  /** What is said while it is being done. */
  readonly going: string;
  readonly icon: ReactNode;
  readonly run: () => Promise<void>;
}

interface PaperDeedsProps {
  readonly model: ConsultationModel;
  readonly paper: PaperEntry;
}

/** What takes the open paper out of the call (F-37): one button where there is one thing, else a menu. */
export function PaperDeeds({ model, paper }: PaperDeedsProps) {
  const { t } = useTranslation("copies");
  const { confidential } = useStore(model.state);
  const { run, busy, error, forget } = useAction();
  const [going, setGoing] = useState("");
  const deeds = useDeeds(model, paper);
  const begin = (deed: Deed) => {
    setGoing(deed.going);
    run(deed.run);
  };
  const [only] = deeds;
  const changed = error && typeof error === "object" && "detail" in error && error.detail === "changed";
  return (
    <span className="paper-deeds">
      {confidential ? <span className="paper-deeds__why">{t("confidential")}</span> : null}
      {only && deeds.length === 1 ? (
        <button
          type="button"
          className="paper-deeds__button"
          data-testid={only.id}
          aria-disabled={busy}
          onClick={() => begin(only)}
        >
          {only.icon}
          {only.label}
        </button>
      ) : null}
      {deeds.length > 1 ? <DeedsMenu deeds={deeds} busy={busy} name={paper.name} onDeed={begin} /> : null}
      <span role="status" className="visually-hidden">
        {busy ? going : ""}
      </span>
      {error ? (
        <ErrorNotice error={error} {...(changed ? { sentence: t("changed") } : {})} onClose={forget} />
      ) : null}
    </span>
  );
}

interface DeedsMenuProps {
  readonly deeds: readonly Deed[];
  readonly busy: boolean;
  readonly name: string;
  readonly onDeed: (deed: Deed) => void;
}

function DeedsMenu({ deeds, busy, name, onDeed }: DeedsMenuProps) {
  const { t } = useTranslation("copies");
  return (
    <Menu
      className="paper-deeds__button"
      testId="paper-menu"
      label={t("menu", { name })}
      items={(close) =>
        deeds.map((deed) => (
          <MenuItem
            key={deed.id}
            testId={deed.id}
            icon={deed.icon}
            idle={busy}
            onClick={() => {
              close();
              onDeed(deed);
            }}
          >
            {deed.label}
          </MenuItem>
        ))
      }
    >
      <MoreIcon />
      {t("more")}
    </Menu>
  );
}

function useDeeds(model: ConsultationModel, paper: PaperEntry): readonly Deed[] {
  const { t } = useTranslation("copies");
  const { may } = useStore(model.state);
  const copies = useCopies(model);
  const print: Deed = {
    id: "paper-print",
    label: t("print"),
    going: t("printing"),
    icon: <PrintIcon />,
    run: async () => copies()?.print(paper),
  };
  const download: Deed = {
    id: "paper-download",
    label: t("download"),
    going: t("downloading"),
    icon: <DownloadIcon />,
    run: async () => copies()?.download(paper),
  };
  return [...(may.has("paper:print") ? [print] : []), ...(may.has("paper:download") ? [download] : [])];
}

/** Lives with these controls: with the call, and with the place where its papers lie. */
function useCopies({ papers }: ConsultationModel): () => Copies | null {
  const [copies, setCopies] = useState<Copies | null>(null);
  useEffect(() => {
    const made = new Copies({ papers, context: papers.context, view: new PrintView(window), document });
    setCopies(made);
    return () => made.close();
  }, [papers]);
  return () => copies;
}
