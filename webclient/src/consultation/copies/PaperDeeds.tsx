import "./copies.css";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../../core/consultation";
import type { CaseSystemEntry, PaperEntry } from "../../core/protocol";
import { useStore } from "../../core/store";
import { ErrorNotice } from "../../design/ErrorNotice";
import { useLanguage } from "../../i18n";
import { DownloadIcon, HandOverIcon, MoreIcon, PrintIcon } from "../Icons";
import { Menu, MenuItem } from "../Menu";
import { useAction } from "../useAction";
import { Copies } from "./copies";
import { HandedOver, HandOverQuestion } from "./HandOver";
import { PermitQuestion } from "./PermitQuestion";
import { PrintView } from "./printView";

/** The button that opens the menu, or is the only one: the focus goes back there. */
const BUTTON_ID = "paper-deeds";

interface Deed {
  readonly id: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly begin: () => void;
}

interface PaperDeedsProps {
  readonly model: ConsultationModel;
  readonly paper: PaperEntry;
}

/** What takes the open paper out of the call (F-37, F-38): one button where there is one thing, else a menu. */
export function PaperDeeds({ model, paper }: PaperDeedsProps) {
  const { t } = useTranslation("copies");
  const { confidential } = useStore(model.state);
  const { run, busy, error, forget } = useAction();
  const [going, setGoing] = useState("");
  const [system, setSystem] = useState<CaseSystemEntry | null>(null);
  const copies = useCopies(model);
  const begin = (words: string, work: () => Promise<void>) => {
    setGoing(words);
    run(work);
  };
  const deeds = useDeeds(model, {
    print: () => copies && begin(t("printing"), () => copies.print(paper)),
    download: () => copies && begin(t("downloading"), () => copies.download(paper)),
    handOver: setSystem,
  });
  const closeQuestion = () => {
    setSystem(null);
    document.getElementById(BUTTON_ID)?.focus();
  };
  return (
    <>
      <span className="paper-deeds">
        {confidential ? <span className="paper-deeds__why">{t("confidential")}</span> : null}
        <Deeds deeds={deeds} busy={busy} name={paper.name} />
        <span role="status" className="visually-hidden">
          {busy ? going : ""}
        </span>
      </span>
      <HandedOver model={model} paper={paper.paper} />
      <Failure error={error} onClose={forget} />
      {system && copies ? (
        <HandOverQuestion
          key={paper.paper}
          copies={copies}
          paper={paper}
          system={system}
          onDone={closeQuestion}
        />
      ) : null}
      {copies ? <PermitQuestion model={model} copies={copies} /> : null}
    </>
  );
}

function Failure({ error, onClose }: { readonly error: unknown; readonly onClose: () => void }) {
  const { t } = useTranslation("copies");
  if (!error) return null;
  const changed = typeof error === "object" && "detail" in error && error.detail === "changed";
  return <ErrorNotice error={error} {...(changed ? { sentence: t("changed") } : {})} onClose={onClose} />;
}

interface DeedsProps {
  readonly deeds: readonly Deed[];
  readonly busy: boolean;
  readonly name: string;
}

function Deeds({ deeds, busy, name }: DeedsProps) {
  const { t } = useTranslation("copies");
  const [only] = deeds;
  if (!only) return null;
  if (deeds.length === 1) {
    return (
      <button
        type="button"
        id={BUTTON_ID}
        className="paper-deeds__button"
        data-testid={only.id}
        aria-disabled={busy}
        onClick={only.begin}
      >
        {only.icon}
        {only.label}
      </button>
    );
  }
  return (
    <Menu
      className="paper-deeds__button"
      testId="paper-menu"
      buttonId={BUTTON_ID}
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
              deed.begin();
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

interface Beginnings {
  readonly print: () => void;
  readonly download: () => void;
  readonly handOver: (system: CaseSystemEntry) => void;
}

function useDeeds(model: ConsultationModel, { print, download, handOver }: Beginnings): readonly Deed[] {
  const { t } = useTranslation("copies");
  const { local } = useLanguage();
  const { may, caseSystems } = useStore(model.state);
  const copies: Deed[] = [
    { id: "paper-print", label: t("print"), icon: <PrintIcon />, begin: print },
    { id: "paper-download", label: t("download"), icon: <DownloadIcon />, begin: download },
  ];
  const handOvers = caseSystems.map((system) => ({
    id: system.own ? "paper-hand-over" : `paper-hand-over-${system.authority}`,
    label: system.own ? t("handOver") : t("handOverTo", { authority: local(system.name) }),
    icon: <HandOverIcon />,
    begin: () => handOver(system),
  }));
  return [
    ...copies.filter(({ id }) => may.has(id.replace("-", ":"))),
    ...(may.has("paper:hand-over") ? handOvers : []),
  ];
}

/** Lives with these controls: with the call, and with the place where its papers lie. */
function useCopies({ papers }: ConsultationModel): Copies | null {
  const [copies, setCopies] = useState<Copies | null>(null);
  useEffect(() => {
    const made = new Copies({ papers, context: papers.context, view: new PrintView(window), document });
    setCopies(made);
    return () => made.close();
  }, [papers]);
  return copies;
}
