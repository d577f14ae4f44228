import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../core/api";
import type { RingingCall } from "../core/protocol";
import type { Availability } from "../core/types";
import { Action } from "../design/Action";
import { EmptyState } from "../design/EmptyState";
import { ErrorNotice } from "../design/ErrorNotice";
import { Notice } from "../design/Notice";
import { HatchPicture } from "../design/pictures";
import { useNow } from "../design/useNow";
import { useLanguage } from "../i18n";
import { lasted, spokenName } from "../i18n/speech";

interface RingingCallsProps {
  readonly ringing: readonly RingingCall[];
  readonly availability: Availability;
  readonly answering: string | null;
  readonly onAnswer: (call: string) => Promise<void>;
  readonly onDecline: (call: string) => Promise<void>;
}

/** Calls that ring for my languages: authority and topic, no names. */
export function RingingCalls({ ringing, availability, answering, onAnswer, onDecline }: RingingCallsProps) {
  const { t } = useTranslation("interpreter");
  const [error, setError] = useState<unknown>(null);
  const now = useNow();
  const act = (what: (call: string) => Promise<void>) => (call: string) => {
    if (answering) return;
    setError(null);
    what(call).catch(setError);
  };
  const taken = error instanceof ApiError && (error.code === "conflict" || error.code === "refused");
  const [latest] = ringing.slice(-1);
  return (
    <section className="work__main" aria-labelledby="ringing">
      <h2 id="ringing">{t("ringing.title")}</h2>
      <Announcement call={latest} />
      {taken ? <Notice tone="info">{t("ringing.taken")}</Notice> : null}
      {error && !taken ? <ErrorNotice error={error} /> : null}
      {ringing.length === 0 ? (
        <EmptyState
          title={t("ringing.emptyTitle")}
          picture={<HatchPicture open={availability === "available"} />}
        >
          {availability === "available" ? t("ringing.emptyAvailable") : t("ringing.emptyAway")}
        </EmptyState>
      ) : null}
      <ul className="calls plain-list">
        {ringing.map((call) => (
          <Call
            key={call.call}
            call={call}
            now={now}
            answering={answering}
            onAnswer={act(onAnswer)}
            onDecline={act(onDecline)}
          />
        ))}
      </ul>
    </section>
  );
}

/** Tells the newest call to those who do not see it. */
function Announcement({ call }: { readonly call: RingingCall | undefined }) {
  const { t } = useTranslation("interpreter");
  const { t: common } = useTranslation();
  const { language, local } = useLanguage();
  return (
    <p className="visually-hidden" role="alert">
      {call
        ? t("ringing.newLive", {
            language: spokenName(call.language, common, language),
            authority: local(call.authorityName),
          })
        : ""}
    </p>
  );
}

interface CallProps {
  readonly call: RingingCall;
  /** Unix time (s). */
  readonly now: number;
  readonly answering: string | null;
  readonly onAnswer: (call: string) => void;
  readonly onDecline: (call: string) => void;
}

function Call({ call, now, answering, onAnswer, onDecline }: CallProps) {
  const { t } = useTranslation("interpreter");
  const { t: common } = useTranslation();
  const { language, local } = useLanguage();
  const spoken = spokenName(call.language, common, language);
  const words = answering === call.call ? t("ringing.answering") : t("ringing.answer");
  const which = `: ${spoken}, ${local(call.authorityName)}`;
  return (
    <li className="call call--first" data-testid="interpreter-ringing">
      <div className="call__text">
        <p className="quiet">{t("ringing.language")}</p>
        <h3 className="call__language">{spoken}</h3>
        <dl className="facts">
          <div>
            <dt>{t("ringing.authority")}</dt>
            <dd>{local(call.authorityName)}</dd>
          </div>
          <div>
            <dt>{t("ringing.service")}</dt>
            <dd>{local(call.serviceName)}</dd>
          </div>
        </dl>
        <p className="quiet">{t("ringing.rung", { time: lasted(call.rungAt, now, common) })}</p>
      </div>
      <div className="call__actions">
        <Action
          large
          data-testid="answer-call"
          aria-label={words + which}
          aria-disabled={answering !== null}
          onClick={() => onAnswer(call.call)}
        >
          {words}
        </Action>
        <Action
          large
          variant="secondary"
          aria-label={t("ringing.decline") + which}
          aria-disabled={answering !== null}
          onClick={() => onDecline(call.call)}
        >
          {t("ringing.decline")}
        </Action>
      </div>
    </li>
  );
}
