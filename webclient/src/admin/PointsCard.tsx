import { useTranslation } from "react-i18next";
import type { PointHealth, Points } from "../core/protocol";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { Pill } from "../design/Pill";
import { useLanguage } from "../i18n";
import { localeOf } from "../i18n/languages";
import { standingOf } from "./points";
import { useRemedy } from "./useRemedy";

interface PointsCardProps {
  /** null: not known yet. */
  readonly points: Points | null;
  readonly failure: unknown;
  readonly onRefresh: () => void;
}

/** The service points by their daily self-tests: what is broken, with one thing to do, and what is not tested (F-30). */
export function PointsCard({ points, failure, onRefresh }: PointsCardProps) {
  const { t } = useTranslation("admin");
  return (
    <section className="card" aria-labelledby="points">
      <h2 id="points">{t("points.title")}</h2>
      {failure ? <ErrorNotice error={failure} onRetry={onRefresh} /> : null}
      {points === null && !failure ? <Loading /> : null}
      {points ? <Told {...points} /> : null}
    </section>
  );
}

function Told({ daily, points }: Points) {
  const { t } = useTranslation("admin");
  if (points.length === 0) return <p>{t("points.empty")}</p>;
  const failed = points.filter((point) => standingOf(point, daily) === "failed").length;
  const untested = points.filter((point) => standingOf(point, daily) === "untested").length;
  return (
    <>
      <p className="quiet">
        {daily ? t("points.summary", { all: points.length, failed, untested }) : t("points.none")}
      </p>
      {/* A wide table scrolls by itself at 400 % zoom; the keyboard reaches it too. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1 for a scrolling region */}
      <section className="admin__scroll" tabIndex={0} aria-label={t("points.tested")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("points.point")}</th>
              <th scope="col" className="admin__state">
                {t("points.state")}
              </th>
              <th scope="col" className="admin__when">
                {t("points.tested")}
              </th>
              <th scope="col">{t("points.todo")}</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <Row key={point.point} point={point} daily={daily} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Row({ point, daily }: { readonly point: PointHealth; readonly daily: boolean }) {
  const { t } = useTranslation("admin");
  const { language, local } = useLanguage();
  const standing = standingOf(point, daily);
  const tested = new Intl.DateTimeFormat([localeOf(language)], {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: "Europe/Helsinki",
  });
  return (
    <tr>
      <th scope="row">{local(point.name)}</th>
      <td>
        <Pill tone={standing === "well" ? "good" : standing === "failed" ? "busy" : "off"}>
          {t(`points.standing.${standing}`)}
        </Pill>
      </td>
      <td>{point.testedAt === null ? t("points.never") : tested.format(point.testedAt * 1000)}</td>
      <td>
        <Todo point={point} overdue={standing === "untested" || (daily && point.overdue)} />
      </td>
    </tr>
  );
}

function Todo({ point, overdue }: { readonly point: PointHealth; readonly overdue: boolean }) {
  const { t } = useTranslation("admin");
  const remedy = useRemedy();
  const { findings, failed } = point;
  if (!overdue && failed.length === 0) return t("points.nothing");
  return (
    <ul className="admin__todo plain-list">
      {findings ? failed.map((part) => <li key={part}>{remedy(part, findings)}</li>) : null}
      {point.failingTests > 1 ? <li>{t("points.since", { tests: point.failingTests })}</li> : null}
      {overdue ? <li>{t("points.overdue")}</li> : null}
    </ul>
  );
}
