import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { mayCapture } from "../core/identity";
import type { IdentityMethod } from "../core/protocol";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { useLanguage } from "../i18n";
import { identityWords } from "./identity";
import { useAction } from "./useAction";

type Model = Pick<ConsultationModel, "identity" | "state">;

interface IdentityPanelProps {
  readonly model: Model;
  /** A method is recorded, or a document is being shown: the panel has done its part. */
  readonly onDone: () => void;
}

/** Where the expert says how it was established who the client is (F-95). */
export function IdentityPanel({ model: { identity }, onDone }: IdentityPanelProps) {
  const { t } = useTranslation("consultation");
  const state = useStore(identity.state);
  const { run, busy, error } = useAction();
  const does = (deed: () => Promise<void>) => () => run(() => deed().then(onDone));
  const record = (method: IdentityMethod | null) => does(() => identity.record(method));
  const choice = (testId: string, name: string, hint: string, deed: () => void) => (
    <li>
      <button type="button" className="choice" data-testid={testId} aria-disabled={busy} onClick={deed}>
        <span className="choice__name">{name}</span>
        <span className="choice__state">{hint}</span>
      </button>
    </li>
  );
  return (
    <>
      <p data-testid="identity-state">{identityWords(state, t) ?? t("identity.notYet")}</p>
      {error ? <ErrorNotice error={error} /> : null}
      <ul className="choices plain-list">
        {mayCapture(state)
          ? choice(
              "identity-show",
              t("identity.show"),
              t("identity.showHint"),
              does(() => identity.show()),
            )
          : choice("identity-document", t("identity.seen"), t("identity.seenHint"), record("document"))}
        {choice("identity-known", t("identity.isKnown"), t("identity.knownHint"), record("known"))}
        {choice(
          "identity-not-needed",
          t("identity.isNotNeeded"),
          t("identity.notNeededHint"),
          record("not_needed"),
        )}
      </ul>
      {state.method === null ? null : (
        <div>
          <Action
            variant="secondary"
            data-testid="identity-take-back"
            aria-disabled={busy}
            onClick={record(null)}
          >
            {t("identity.takeBack")}
          </Action>
        </div>
      )}
      <p className="quiet">{t("identity.kept")}</p>
    </>
  );
}

/** Says to everybody that a document is before the camera and nothing is captured; the expert ends it here. */
export function IdentityNotice({ model: { identity, state } }: { readonly model: Model }) {
  const { t } = useTranslation("consultation");
  const shown = !mayCapture(useStore(identity.state));
  const { may, participants, me } = useStore(state);
  const { run, busy, error } = useAction();
  const { localLang } = useLanguage();
  const own = participants.find(({ participant }) => participant === me)?.role === "client";
  return (
    <div className="identity-notice" data-on={shown} data-testid="identity-notice" lang={localLang}>
      {/* Always there: a live region that comes with its words is not read by every screen reader. */}
      <div role="status" className="identity-notice__text">
        {shown ? (
          <>
            <p className="identity-notice__title">
              {t(own ? "identity.shownOwnTitle" : "identity.shownTitle")}
            </p>
            <p>{t(own ? "identity.shownOwn" : "identity.shown")}</p>
          </>
        ) : null}
      </div>
      {shown && may.has("identity:record") ? (
        <div className="buttons">
          <Action
            data-testid="identity-seen"
            aria-disabled={busy}
            onClick={() => run(() => identity.record("document"))}
          >
            {t("identity.seen")}
          </Action>
          <Action
            variant="secondary"
            data-testid="identity-cancel"
            aria-disabled={busy}
            onClick={() => run(() => identity.cancel())}
          >
            {t("identity.cancel")}
          </Action>
        </div>
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
    </div>
  );
}
