import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import type { Invitation, Invite, Participant } from "../core/protocol";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { useLanguage } from "../i18n";
import { localeOf } from "../i18n/languages";
import { interpretedNames } from "../i18n/speech";
import { useAction } from "./useAction";

interface InvitePanelProps {
  readonly model: Pick<ConsultationModel, "invite" | "state">;
}

/** A one-time link for a guest or for an interpreter who is not of the pool (F-19, F-45). */
export function InvitePanel({ model }: InvitePanelProps) {
  const { t } = useTranslation("consultation");
  const [made, setMade] = useState<MadeLink | null>(null);
  const arrived = useArrived(useStore(model.state).participants);
  const [links, setLinks] = useState({ guest: 0, interpreter: 0, advisor: 0 });
  const [spoken, setSpoken] = useState<string | null>(null);
  const { run, busy, error } = useAction();
  const make = (role: Invite["role"], language: string | null) =>
    run(async () => {
      const invitation = await model.invite(role, "", language);
      setLinks((before) => {
        // Two links that are out need two guests before both are used.
        const number = Math.max(before[role], arrived[role]) + 1;
        return { ...before, [role]: number };
      });
      setMade({ invitation, role });
    });
  if (made) {
    const used = arrived[made.role] >= links[made.role];
    return <Made invitation={made.invitation} used={used} onAgain={() => setMade(null)} />;
  }
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
      <section className="invite" aria-labelledby="invite-advisor">
        <h3 id="invite-advisor">{t("invite.advisor")}</h3>
        <p className="quiet">{t("invite.advisorText")}</p>
        <Action
          variant="secondary"
          aria-disabled={busy}
          data-testid="make-advisor-link"
          onClick={() => make("advisor", null)}
        >
          {t("invite.makeAdvisor")}
        </Action>
      </section>
    </>
  );
}

interface MadeLink {
  readonly invitation: Invitation;
  readonly role: Invite["role"];
}

/** How many of each role have stood in the lobby while this panel is open: an invitation leads there alone. */
function useArrived(participants: readonly Participant[]): Readonly<Record<Invite["role"], number>> {
  const [seen, setSeen] = useState<ReadonlyMap<string, Participant["role"]>>(new Map());
  const fresh = participants.filter(({ participant, state }) => state === "lobby" && !seen.has(participant));
  if (fresh.length > 0) {
    setSeen(new Map([...seen, ...fresh.map(({ participant, role }) => [participant, role] as const)]));
  }
  const count = (wanted: Invite["role"]) => [...seen.values()].filter((role) => role === wanted).length;
  return { guest: count("guest"), interpreter: count("interpreter"), advisor: count("advisor") };
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
  /** Whoever was invited has come. */
  readonly used: boolean;
  readonly onAgain: () => void;
}

/** What has become of the link: ready to be handed over, or used. */
function Made({ invitation, used, onAgain }: MadeProps) {
  const { t } = useTranslation("consultation");
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The field that had the focus is gone with the link.
    if (used && document.activeElement === document.body) text.current?.focus();
  }, [used]);
  return (
    <div className="invite">
      <p role="status" ref={text} tabIndex={-1} className={used ? "" : "visually-hidden"}>
        {used ? t("invite.used") : ""}
      </p>
      {used ? null : <Link invitation={invitation} />}
      <Action variant="secondary" data-testid="invite-again" onClick={onAgain}>
        {used ? t("invite.usedAgain") : t("invite.again")}
      </Action>
    </div>
  );
}

/** The link, ready to be copied; it is shown once. */
function Link({ invitation: { url, code, expiresAt } }: { readonly invitation: Invitation }) {
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
    <>
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
      <Action onClick={() => void copy()}>{t("invite.copy")}</Action>
      <p role="status" className={copied ? "invite__copied" : "visually-hidden"}>
        {copied ? t("invite.copied") : ""}
      </p>
    </>
  );
}

function clock(unixSeconds: number, locale: string): string {
  return new Intl.DateTimeFormat([locale], { dateStyle: "short", timeStyle: "short" }).format(
    unixSeconds * 1000,
  );
}
