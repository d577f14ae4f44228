import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { FetchApi } from "../core/api";
import type { Me, SessionEnded } from "../core/protocol";
import { Session } from "../core/session";
import { useStore } from "../core/store";
import type { Seat } from "../core/types";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { Notice } from "../design/Notice";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { SignInForm } from "./SignInForm";

/** What a screen of staff gets once somebody is signed in. */
export interface SignedIn {
  readonly me: Me;
  readonly signOut: () => void;
  /** The server has ended the session: sign in again. The same function each time. */
  readonly onOver: (reason: SessionEnded["reason"]) => void;
}

interface StaffSeatProps {
  readonly seat: Extract<Seat, "desk" | "interpreter" | "admin">;
  readonly children: (signedIn: SignedIn) => ReactNode;
}

/** Asks who sits here; the sign-in form until somebody does. */
export function StaffSeat({ seat, children }: StaffSeatProps) {
  const [session] = useState(() => new Session(new FetchApi(seat)));
  const state = useStore(session.state);
  const [over, setOver] = useState<SessionEnded["reason"] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);

  const load = () => {
    setFailure(null);
    session.load().catch(setFailure);
  };
  useEffect(() => {
    session.load().catch(setFailure);
  }, [session]);

  const end = useCallback(
    (reason: SessionEnded["reason"]) => {
      setOver(reason);
      session.forget();
    },
    [session],
  );
  if (state.phase === "somebody") {
    const signOut = () => void session.signOut().then(() => setOver("signed_out"), setFailure);
    return children({ me: state.me, signOut, onOver: end });
  }
  return (
    <SignInView
      seat={seat}
      asking={state.phase === "asking"}
      over={over}
      failure={failure}
      onRetry={load}
      onSignIn={(name, password) => session.signIn(name, password)}
    />
  );
}

interface SignInViewProps {
  readonly seat: StaffSeatProps["seat"];
  readonly asking: boolean;
  readonly over: SessionEnded["reason"] | null;
  readonly failure: unknown;
  readonly onRetry: () => void;
  readonly onSignIn: (name: string, password: string) => Promise<unknown>;
}

/** The page of the sign-in form, with the reason when a session has just ended. */
export function SignInView({ seat, asking, over, failure, onRetry, onSignIn }: SignInViewProps) {
  const { t } = useTranslation("signin");
  const { t: common } = useTranslation();
  return (
    <PageFrame title={t("title")} tinted>
      <PageHeading lead={t(seat)}>{t("title")}</PageHeading>
      {over ? (
        <Notice tone={over === "signed_out" ? "success" : "info"}>{common(`sessionEnded.${over}`)}</Notice>
      ) : null}
      {failure ? <ErrorNotice error={failure} onRetry={onRetry} /> : null}
      {asking && !failure ? <Loading /> : null}
      {asking ? null : (
        <div className="card form-card">
          <SignInForm onSignIn={onSignIn} />
        </div>
      )}
    </PageFrame>
  );
}
