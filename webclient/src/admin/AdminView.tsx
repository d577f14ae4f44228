import "./admin.css";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AuthorityEntry, Directory, Me } from "../core/protocol";
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
  readonly failure: unknown;
  readonly banners?: ReactNode;
  readonly onSignOut: () => void;
}

/** Who I am and what the directory has, as the server tells it now. */
export function AdminView({ me, directory, failure, banners, onSignOut }: AdminViewProps) {
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
      <PageHeading lead={t("lead")} focus>
        {t("title")}
      </PageHeading>
      <div className="admin">
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
        <section className="card" aria-labelledby="directory">
          <h2 id="directory">{t("directory.title")}</h2>
          {failure ? <ErrorNotice error={failure} onRetry={() => window.location.reload()} /> : null}
          {directory === null && !failure ? <Loading /> : null}
          {directory ? <DirectoryTables directory={directory} /> : null}
        </section>
      </div>
    </PageFrame>
  );
}

function staffRole(role: Me["role"]): "coordinator" | "authority_admin" | "system_admin" | "other" {
  switch (role) {
    case "coordinator":
    case "authority_admin":
    case "system_admin":
      return role;
    default:
      return "other";
  }
}

function DirectoryTables({ directory }: { readonly directory: Directory }) {
  const { t } = useTranslation("admin");
  const services = directory.authorities.flatMap((authority) => authority.services);
  if (services.length === 0) return <p>{t("directory.empty")}</p>;
  const open = services.filter(({ openNow }) => openNow).length;
  const counts = { authorities: directory.authorities.length, services: services.length, open };
  return (
    <>
      <p className="quiet">{t("directory.summary", counts)}</p>
      {directory.authorities.map((authority) => (
        <AuthorityTable key={authority.authority} authority={authority} />
      ))}
    </>
  );
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
