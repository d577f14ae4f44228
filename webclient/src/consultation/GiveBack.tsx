import { useTranslation } from "react-i18next";
import type { Chair } from "../core/chair";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { useAction } from "./useAction";

/** The other way out for an expert who cannot serve this client: another one of the service goes on. */
export function GiveBack({ chair }: { readonly chair: Pick<Chair, "giveBack"> }) {
  const { t } = useTranslation("consultation");
  const { run, busy, error } = useAction();
  return (
    <>
      <p>{t("end.returnHint")}</p>
      {error ? <ErrorNotice error={error} /> : null}
      <div className="buttons">
        <Action
          variant="secondary"
          data-testid="give-back"
          aria-disabled={busy}
          onClick={() => run(() => chair.giveBack())}
        >
          {t("end.return")}
        </Action>
      </div>
    </>
  );
}
