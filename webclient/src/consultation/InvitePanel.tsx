import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import type { Invitation, Invite } from "../core/protocol";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { useLanguage } from "../i18n";
import { localeOf } from "../i18n/languages";
import { interpretedNames } from "../i18n/speech";
import { useAction } from "./useAction";

interface InvitePanelProps {
  readonly model: Pick<ConsultationModel, "invite">;
}

/** A one-time link for a guest or for an interpreter who is not of the pool (F-19, F-45). */
export function InvitePanel({ model }: InvitePanelProps) {
  const { t } = useTranslation("consultation");
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [spoken, setSpoken] = useState<string | null>(null);
  const { run, busy, error } = useAction();
  const make = (role: Invite["role"], language: string | null) =>
    run(async () => setInvitation(await model.invite(role, "", language)));
  if (invitation) return <Made invitation={invitation} onAgain={() => setInvitation(null)} />;
  return (
    <>
      <p>{t("invite.text")}</p>
      {error ? <ErrorNotice error={error} /> : null}
      <p role="status" className={busy ? "" : "visually-hidden"}>
        {busy ? t("invite.making") : ""}
      </p>
      <section className="invite" aria-labelledby="invite-guest">
        <h3 id="invite-guest">{t("invite.guest")}</h3>
        <p className="quiet">{t("invite.guestText")}</p>
        <Action aria-disabled={busy} data-testid="make-guest-link" onClick={() => make("guest", null)}>
          {t("invite.makeGuest")}
        </Action>
      </section>
      <section className="invite" aria-labelledby="invite-interpreter">
        <h3 id="invite-interpreter">{t("invite.interpreter")}</h3>
        <p className="quiet">{t("invite.interpreterText")}</p>
        <SpokenField value={spoken} onChange={setSpoken} />
        <Action
          variant="secondary"
          aria-disabled={busy || !spoken}
          data-testid="make-interpreter-link"
          onClick={() => (spoken ? make("interpreter", spoken) : undefined)}
        >
          {t("invite.makeInterpreter")}
        </Action>
      </section>
    </>
  );
}

interface SpokenFieldProps {
  readonly value: string | null;
  readonly onChange: (language: string | null) => void;
}

function SpokenField({ value, onChange }: SpokenFieldProps) {
  const { t } = useTranslation("consultation");
  const { t: common } = useTranslation("common");
  const { language } = useLanguage();
  return (
    <label className="field">
      <span>{t("invite.language")}</span>
      <select
        value={value ?? ""}
        data-testid="invitation-language"
        onChange={({ target }) => onChange(target.value || null)}
      >
        <option value="">{t("invite.chooseLanguage")}</option>
        {interpretedNames(common, language).map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface MadeProps {
  readonly invitation: Invitation;
  readonly onAgain: () => void;
}

/** The link, ready to be copied; it is shown once. */
function Made({ invitation: { url, code, expiresAt }, onAgain }: MadeProps) {
  const { t } = useTranslation("consultation");
  const { language } = useLanguage();
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The button that was pressed is gone: whoever cannot see would otherwise be nowhere.
    field.current?.focus();
  }, []);
  const address = new URL(url, window.location.origin).href;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      setCopied(true);
    } catch {
      field.current?.focus(); // the browser forbids it: the text is selected for the person's own copying
    }
  };
  return (
    <div className="invite">
      <label className="field">
        <span>{t("invite.address")}</span>
        <input
          ref={field}
          readOnly
          value={address}
          data-testid="invitation-address"
          onFocus={({ target }) => target.select()}
        />
      </label>
      <p>
        {t("invite.code", { code })}
        <br />
        {t("invite.expires", { time: clock(expiresAt, localeOf(language)) })}
      </p>
      <p className="quiet">{t("invite.next")}</p>
      <div className="buttons">
        <Action onClick={() => void copy()}>{t("invite.copy")}</Action>
        <Action variant="secondary" onClick={onAgain}>
          {t("invite.again")}
        </Action>
      </div>
      <p role="status" className="invite__copied">
        {copied ? t("invite.copied") : ""}
      </p>
    </div>
  );
}

function clock(unixSeconds: number, locale: string): string {
  return new Intl.DateTimeFormat([locale], { dateStyle: "short", timeStyle: "short" }).format(
    unixSeconds * 1000,
  );
}
