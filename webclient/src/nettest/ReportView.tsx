import { useTranslation } from "react-i18next";
import { Notice } from "../design/Notice";
import { useLanguage } from "../i18n";
import { localeOf } from "../i18n/languages";
import type { Result, WayState } from "./model";
import { CEILING_BPS, type Figures, ROUND_TRIP_MS, VIDEO_BPS, VIDEO_LOSS } from "./verdict";
import { WayList } from "./WayList";

interface ReportViewProps {
  readonly ways: readonly WayState[];
  readonly result: Result;
  readonly server: string;
}

const TONES = { video: "success", sound: "warning", nothing: "error" } as const;

/** The page for the firewall team; printed it is one sheet of A4. */
export function ReportView({ ways, result, server }: ReportViewProps) {
  const { t } = useTranslation("nettest");
  const { language } = useLanguage();
  const { verdict, limits } = result.judgement;
  const date = result.at.toLocaleString(localeOf(language), { dateStyle: "long", timeStyle: "short" });
  const relays = ways.some(({ kind }) => kind.startsWith("turn"));
  return (
    <article className="card nettest__report" aria-labelledby="nettest-report" data-testid="nettest-report">
      <h2 id="nettest-report">{t("report.title")}</h2>
      <p className="quiet">{t("report.made", { date, server })}</p>
      <Notice tone={TONES[verdict]} title={t(`report.verdict.${verdict}`)}>
        {limits.map((limit) => t(`report.limit.${limit}`)).join(" ")}
      </Notice>
      <section aria-labelledby="nettest-asked">
        <h3 id="nettest-asked">{t("report.askTitle")}</h3>
        <Asked ways={ways} />
      </section>
      <section aria-labelledby="nettest-tried">
        <h3 id="nettest-tried">{t("report.waysTitle")}</h3>
        <WayList ways={ways} />
        {relays ? null : <p>{t("report.noTurn")}</p>}
      </section>
      {result.measured ? (
        <section aria-labelledby="nettest-figures">
          <h3 id="nettest-figures">
            {t("report.figuresTitle", { way: t(`report.way.${result.measured.kind}`) })}
          </h3>
          {result.measured.figures ? <FigureList figures={result.measured.figures} /> : null}
          <p className="quiet">{t("note")}</p>
        </section>
      ) : null}
    </article>
  );
}

/** What to ask, one sentence for each closed way. */
function Asked({ ways }: { readonly ways: readonly WayState[] }) {
  const { t } = useTranslation("nettest");
  const closed = ways.filter(({ state }) => state === "closed");
  if (closed.length === 0) return <p>{t("report.askNothing")}</p>;
  return (
    <ol className="nettest__asked" data-testid="nettest-asked">
      {closed.map(({ kind, targets, why }) => (
        <li key={`${kind} ${targets.join()}`}>
          {t(`report.ask.${why === null || why === "silent" ? kind : why}`, { targets: targets.join(", ") })}
        </li>
      ))}
    </ol>
  );
}

function FigureList({ figures }: { readonly figures: Figures }) {
  const { t } = useTranslation("nettest");
  const { language } = useLanguage();
  const locale = localeOf(language);
  const share = (value: number, digits: number) => {
    const text = (100 * value).toLocaleString(locale, {
      maximumFractionDigits: digits,
      minimumFractionDigits: digits,
    });
    return `${text} %`;
  };
  const time = (value: number | null) => (value === null ? t("report.unknown") : `${Math.round(value)} ms`);
  const rate = (value: number) => {
    const text = `${Math.round(value / 1000).toLocaleString(locale)} kbit/s`;
    return value >= CEILING_BPS ? t("report.orMore", { value: text }) : text;
  };
  const loss = t("report.atMost", { value: share(VIDEO_LOSS, 0) });
  const bandwidth = t("report.atLeast", { value: `${VIDEO_BPS / 1000} kbit/s` });
  const rows = [
    ["lossUp", share(figures.lossUp, 1), loss],
    ["lossDown", share(figures.lossDown, 1), loss],
    ["jitter", time(figures.jitterMs), ""],
    ["roundTrip", time(figures.roundTripMs), t("report.atMost", { value: `${ROUND_TRIP_MS} ms` })],
    ["up", rate(figures.upBps), bandwidth],
    ["down", rate(figures.downBps), bandwidth],
  ] as const;
  return (
    <dl className="nettest__figures">
      {rows.map(([key, value, need]) => (
        <div key={key}>
          <dt>{t(`report.figure.${key}`)}</dt>
          <dd data-testid={`figure-${key}`}>
            <strong>{value}</strong>
            {need ? <span className="quiet">{` (${t("report.column.need")} ${need})`}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
