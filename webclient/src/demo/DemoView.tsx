import "./demo.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../core/api";
import type { DemoRole } from "../core/protocol";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { Notice } from "../design/Notice";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { useLanguage } from "../i18n";
import { bySeat } from "./seats";

interface DemoViewProps {
  /** null: not known yet. */
  readonly roles: readonly DemoRole[] | null;
  readonly failure: unknown;
  /** Fails with an ApiError. */
  readonly onEnter: (role: DemoRole) => Promise<void>;
}

/** How to try, then every role as a button, grouped by seat. */
export function DemoView({ roles, failure, onEnter }: DemoViewProps) {
  const { t } = useTranslation("demo");
  const [entering, setEntering] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const enter = (role: DemoRole) => {
    if (entering) return;
    setEntering(role.key);
    setError(null);
    onEnter(role).catch((reason: unknown) => {
      setError(reason);
      setEntering(null);
    });
  };
  const none = failure instanceof ApiError && failure.code !== "unavailable";
  return (
    <PageFrame title={t("title")} tinted>
      <PageHeading lead={t("lead")}>{t("heading")}</PageHeading>
      {none ? <Notice tone="info">{t("none")}</Notice> : null}
      {failure && !none ? <ErrorNotice error={failure} onRetry={() => window.location.reload()} /> : null}
      {error ? <ErrorNotice error={error} /> : null}
      {roles === null && !failure ? <Loading /> : null}
      {roles ? (
        <div className="demo">
          <HowToTry />
          {bySeat(roles).map((group) => (
            <section key={group.seat} aria-labelledby={`seat-${group.seat}`}>
              <h2 id={`seat-${group.seat}`}>{t(`seats.${group.seat}`)}</h2>
              <ul className="demo__roles plain-list">
                {group.roles.map((role) => (
                  <Role key={role.key} role={role} entering={entering === role.key} onEnter={enter} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      ) : null}
    </PageFrame>
  );
}

function HowToTry() {
  const { t } = useTranslation("demo");
  return (
    <section className="card demo__how" aria-labelledby="how-to-try">
      <h2 id="how-to-try">{t("how.title")}</h2>
      <ol>
        <li>{t("how.step1")}</li>
        <li>{t("how.step2")}</li>
        <li>{t("how.step3")}</li>
        <li>{t("how.step4")}</li>
      </ol>
    </section>
  );
}

interface RoleProps {
  readonly role: DemoRole;
  readonly entering: boolean;
  readonly onEnter: (role: DemoRole) => void;
}

function Role({ role, entering, onEnter }: RoleProps) {
  const { t } = useTranslation("demo");
  const { local } = useLanguage();
  return (
    <li>
      <button
        type="button"
        className="demo__role"
        data-testid={`demo-${role.key}`}
        onClick={() => onEnter(role)}
      >
        <span className="demo__name">{local(role.label)}</span>
        <span className="demo__enter">{entering ? t("entering") : t("enter")}</span>
      </button>
    </li>
  );
}
