import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { useAction } from "./useAction";

interface AdvisorPanelProps {
  readonly model: Pick<ConsultationModel, "advisor" | "state">;
}

/**
 * Whether the advisor is in the room, for everybody; where the point declares that it is left, and the expert answers
 * the question to come back (F-27, F-99). Until then the point shows the client's own screen, which asks it.
 */
export function AdvisorPanel({ model: { advisor, state } }: AdvisorPanelProps) {
  const { t } = useTranslation("consultation");
  const { presence } = useStore(advisor.state);
  const { may } = useStore(state);
  const { run, busy, error } = useAction();
  if (presence === null) return null;
  const declares = may.has("advisor:leave") && presence === "present";
  const answers = may.has("advisor:answer") && presence === "asking";
  return (
    <section
      className={presence === "present" ? "advisor" : "advisor advisor--away"}
      data-testid="advisor"
      data-presence={presence}
    >
      <p className="advisor__text" role="status">
        {t(`advisor.${presence}`)}
      </p>
      {declares ? (
        <Action
          variant="secondary"
          data-testid="advisor-leave"
          aria-disabled={busy}
          onClick={() => run(() => advisor.leave())}
        >
          {t("advisor.leave")}
        </Action>
      ) : null}
      {answers ? (
        <>
          <Action
            data-testid="advisor-agree"
            aria-disabled={busy}
            onClick={() => run(() => advisor.answer(true))}
          >
            {t("advisor.agree")}
          </Action>
          <Action
            variant="secondary"
            data-testid="advisor-refuse"
            aria-disabled={busy}
            onClick={() => run(() => advisor.answer(false))}
          >
            {t("advisor.refuse")}
          </Action>
        </>
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
    </section>
  );
}
