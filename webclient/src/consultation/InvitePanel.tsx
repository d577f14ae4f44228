import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import type { Invitation } from "../core/protocol";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { useLanguage } from "../i18n";
import { localeOf } from "../i18n/languages";
import { useAction } from "./useAction";

/** A one-time link for a guest, ready to be copied (F-19). */
export function InvitePanel({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { language } = useLanguage();
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [copied, setCopied] = useState(false);
  const { run, busy, error } = useAction();
  const made = useRef(false);
  const make = () => {
    setCopied(false);
    run(async () => setInvitation(await model.invite("guest")));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: one link for one opening of the panel
  useEffect(() => {
    if (!made.current) make();
    made.current = true;
  }, []);
  const copy = (text: string) => run(() => navigator.clipboard.writeText(text).then(() => setCopied(true)));
  return (
    <>
      <p>{t("invite.text")}</p>
      {error ? <ErrorNotice error={error} onRetry={make} /> : null}
      <div role="status">
        {busy && !invitation ? <p>{t("invite.making")}</p> : null}
        {copied ? <p className="invite__copied">{t("invite.copied")}</p> : null}
      </div>
      {invitation ? (
        <div className="invite">
          <label className="field">
            <span>{t("invite.address")}</span>
            <input
              readOnly
              value={absolute(invitation.url)}
              data-testid="invitation-address"
              onFocus={({ target }) => target.select()}
            />
          </label>
          <p>
            {t("invite.code", { code: invitation.code })}
            <br />
            {t("invite.expires", { time: clock(invitation.expiresAt, localeOf(language)) })}
          </p>
          <div className="buttons">
            <Action onClick={() => copy(absolute(invitation.url))}>{t("invite.copy")}</Action>
            <Action variant="secondary" aria-disabled={busy} onClick={make}>
              {t("invite.again")}
            </Action>
          </div>
        </div>
      ) : null}
    </>
  );
}

function absolute(url: string): string {
  return new URL(url, window.location.origin).href;
}

function clock(unixSeconds: number, locale: string): string {
  return new Intl.DateTimeFormat([locale], { dateStyle: "short", timeStyle: "short" }).format(
    unixSeconds * 1000,
  );
}
