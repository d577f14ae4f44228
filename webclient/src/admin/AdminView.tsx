import "./admin.css";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AuthorityEntry, Directory, LocalText, Me } from "../core/protocol";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { Pill } from "../design/Pill";
import { useLanguage } from "../i18n";
import { spokenNames } from "../i18n/speech";

interface AdminViewProps {
  readonly me: Me;
  /** null: not known yet. */
  readonly directory: Directory | null;
  /** When it was read, Unix time (s). */
  readonly readAt: number;
  readonly failure: unknown;
  readonly banners?: ReactNode;
  /** The service points, for those who see to them. */
  readonly points?: ReactNode;
  readonly onSignOut: () => void;
  readonly onRefresh: () => void;
}

/** Who I am, what I can do now, and how the services are doing, as the server tells it. */
export function AdminView(props: AdminViewProps) {
  const { me, directory, readAt, failure, banners, points, onSignOut, onRefresh } = props;
  const { t } = useTranslation("admin");
  const { local } = useLanguage();
  const authority = me.authority ? local(me.authority) : undefined;
  return (
    <PageFrame
      title={t("title")}
      banners={banners}
      tinted
      user={{ label: local(me.label), authority, onSignOut }}
    >
      <PageHeading lead={t(`lead.${staffRole(me.role)}`)} focus>
        {t("title")}
      </PageHeading>
      <div className="admin">
        <CanDo role={staffRole(me.role)} />
        <section className="card" aria-labelledby="own-details">
          <h2 id="own-details">{t("me.title")}</h2>
          <dl className="facts admin__facts">
            <div>
              <dt>{t("me.name")}</dt>
              <dd>{local(me.label)}</dd>
            </div>
            <div>
              <dt>{t("me.role")}</dt>
              <dd>{t(`me.roles.${staffRole(me.role)}`)}</dd>
            </div>
            <div>
              <dt>{t("me.authority")}</dt>
              <dd>{authority ?? t("me.noAuthority")}</dd>
            </div>
          </dl>
        </section>
        {points}
        <section className="card" aria-labelledby="directory">
          <h2 id="directory">{t("directory.title")}</h2>
          {failure ? <ErrorNotice error={failure} onRetry={onRefresh} /> : null}
          {directory === null && !failure ? <Loading /> : null}
          {directory ? (
            <>
              <Refreshed readAt={readAt} onRefresh={onRefresh} />
              <DirectoryTables directory={directory} own={me.authority} />
            </>
          ) : null}
        </section>
      </div>
    </PageFrame>
  );
}

type StaffRole = "coordinator" | "authority_admin" | "system_admin" | "other";

function staffRole(role: Me["role"]): StaffRole {
  switch (role) {
    case "coordinator":
    case "authority_admin":
    case "system_admin":
      return role;
    default:
      return "other";
  }
}

/** What this role can do today: on this page, or whom to ask. */
function CanDo({ role }: { readonly role: StaffRole }) {
  const { t } = useTranslation("admin");
  if (role === "other") return null;
  return (
    <section className="card" aria-labelledby="can-do">
      <h2 id="can-do">{t("can.title")}</h2>
      {role === "system_admin" ? (
        <Commands />
      ) : (
        <ul>
          <li>{t(`can.${role}.first`)}</li>
          <li>{t(`can.${role}.second`)}</li>
          <li>{t(`can.${role}.third`)}</li>
        </ul>
      )}
    </section>
  );
}

const COMMANDS = [
  ["add", "etaluukku user add"],
  ["disable", "etaluukku user disable"],
  ["enrol", "etaluukku device enrol"],
  ["revoke", "etaluukku device revoke"],
  ["check", "etaluukku check"],
] as const;

function Commands() {
  const { t } = useTranslation("admin");
  return (
    <>
      <ul>
        {COMMANDS.map(([what, command]) => (
          <li key={what}>
            {t(`can.system_admin.${what}`)} <code>{command}</code>
          </li>
        ))}
      </ul>
      <p>{t("can.system_admin.more")}</p>
    </>
  );
}

function Refreshed({ readAt, onRefresh }: Pick<AdminViewProps, "readAt" | "onRefresh">) {
  const { t } = useTranslation("admin");
  const { language } = useLanguage();
  const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(
    readAt * 1000,
  );
  return (
    <div className="admin__refresh">
      <p className="quiet">{t("directory.refreshed", { time })}</p>
      <Action variant="secondary" onClick={onRefresh}>
        {t("directory.refresh")}
      </Action>
    </div>
  );
}

interface DirectoryTablesProps {
  readonly directory: Directory;
  /** The own authority, whose services come first. */
  readonly own: LocalText | null;
}

function DirectoryTables({ directory, own }: DirectoryTablesProps) {
  const { t } = useTranslation("admin");
  const services = directory.authorities.flatMap((authority) => authority.services);
  if (services.length === 0) return <p>{t("directory.empty")}</p>;
  const open = services.filter(({ openNow }) => openNow).length;
  const counts = { authorities: directory.authorities.length, services: services.length, open };
  return (
    <>
      <p className="quiet">{t("directory.summary", counts)}</p>
      {ownFirst(directory.authorities, own).map((authority) => (
        <AuthorityTable key={authority.authority} authority={authority} />
      ))}
    </>
  );
}

function ownFirst(authorities: readonly AuthorityEntry[], own: LocalText | null): AuthorityEntry[] {
  const mine = (entry: AuthorityEntry) => own !== null && entry.name.fi === own.fi;
  return [...authorities.filter(mine), ...authorities.filter((entry) => !mine(entry))];
}

function AuthorityTable({ authority }: { readonly authority: AuthorityEntry }) {
  const { t } = useTranslation("admin");
  const { t: common } = useTranslation();
  const { language, local } = useLanguage();
  return (
    // A wide table scrolls by itself at 400 % zoom; the keyboard reaches it too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1 for a scrolling region
    <section className="admin__scroll" tabIndex={0} aria-label={local(authority.name)}>
      <table>
        <caption>{local(authority.name)}</caption>
        <thead>
          <tr>
            <th scope="col">{t("directory.service")}</th>
            <th scope="col">{t("directory.state")}</th>
            <th scope="col">{t("directory.hours")}</th>
            <th scope="col">{t("directory.languages")}</th>
            <th scope="col">{t("directory.experts")}</th>
            <th scope="col">{t("directory.waiting")}</th>
          </tr>
        </thead>
        <tbody>
          {authority.services.map((service) => (
            <tr key={service.service}>
              <th scope="row">{local(service.name)}</th>
              <td>
                {service.openNow ? (
                  <Pill tone="good">{t("directory.open")}</Pill>
                ) : (
                  <Pill tone="off">{t("directory.closed")}</Pill>
                )}
              </td>
              <td>{local(service.hours)}</td>
              <td>{spokenNames(service.languages, common, language)}</td>
              <td className="admin__number">{service.expertsAvailable}</td>
              <td className="admin__number">{service.waiting}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
