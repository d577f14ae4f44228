import "./nettest.css";
import { useTranslation } from "react-i18next";
import { ApiError } from "../core/api";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { Notice } from "../design/Notice";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import type { TestState } from "./model";
import { ReportView } from "./ReportView";
import { WayList } from "./WayList";

interface NetTestViewProps {
  readonly state: TestState;
  /** Address of the service. */
  readonly server: string;
  /** Whether this browser makes calls at all. */
  readonly able: boolean;
  readonly onStart: () => void;
  readonly onPrint: () => void;
}

/** One press, half a minute, one page. */
export function NetTestView({ state, server, able, onStart, onPrint }: NetTestViewProps) {
  const { t } = useTranslation("nettest");
  const running = state.phase === "asking" || state.phase === "trying" || state.phase === "measuring";
  const closedToPublic = state.error instanceof ApiError && state.error.code === "unauthenticated";
  return (
    <PageFrame title={t("title")} tinted>
      <div className="nettest">
        <div className="nettest__screen">
          <PageHeading lead={t("lead")}>{t("title")}</PageHeading>
          {able ? null : <Notice tone="error">{t("browser")}</Notice>}
          {state.phase === "failed" ? (
            <ErrorNotice error={state.error} {...(closedToPublic ? { sentence: t("closedToPublic") } : {})} />
          ) : null}
          <div className="nettest__actions">
            <Action large={state.result === null} disabled={!able} aria-disabled={running} onClick={onStart}>
              {state.result ? t("again") : t("start")}
            </Action>
            {state.result ? (
              <Action variant="secondary" onClick={onPrint}>
                {t("print")}
              </Action>
            ) : null}
          </div>
          <Progress state={state} />
        </div>
        {running && state.ways.length > 0 ? (
          <section className="card" aria-labelledby="nettest-ways">
            <h2 id="nettest-ways">{t("report.waysTitle")}</h2>
            <WayList ways={state.ways} />
          </section>
        ) : null}
        {state.result ? <ReportView ways={state.ways} result={state.result} server={server} /> : null}
      </div>
    </PageFrame>
  );
}

/** Where the test is, in a sentence that is read aloud when it changes. */
function Progress({ state }: { readonly state: TestState }) {
  const { t } = useTranslation("nettest");
  const done = state.ways.filter((way) => way.state !== "trying").length;
  const sentences = {
    idle: "",
    failed: "",
    asking: t("progress.asking"),
    trying: t("progress.trying", { done, count: state.ways.length }),
    measuring: state.measuring
      ? t("progress.measuring", { way: t(`report.way.${state.measuring}`) })
      : t("progress.asking"),
    done: t("progress.done"),
  };
  return (
    <p className="nettest__progress" role="status" data-testid="nettest-progress">
      {sentences[state.phase]}
    </p>
  );
}
