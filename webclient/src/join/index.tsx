import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { FetchApi } from "../core/api";
import type { SessionEnded } from "../core/protocol";
import { Session } from "../core/session";
import { useStore } from "../core/store";
import { FailedPage } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { PageFrame } from "../design/PageFrame";
import { EndedPage } from "./EndedPage";
import { GuestSeat } from "./GuestSeat";
import { JoinPage } from "./JoinPage";

/** A guest or an outside interpreter: /join or /join/CODE, the lobby, the consultation, the end. */
export default function Screen() {
  const { t } = useTranslation("join");
  const [code] = useState(codeOfAddress);
  const [session] = useState(() => new Session(new FetchApi("guest")));
  const state = useStore(session.state);
  const [again, setAgain] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    session.load().catch(setFailure);
  }, [session]);

  // A new invitation counts more than a visit that has ended.
  if (state.phase === "somebody" && (state.me.consultation || !code)) return <GuestSeat me={state.me} />;
  if (state.phase === "nobody" && isEnded(state.over) && !code && !again) {
    return <EndedPage reason="over" onJoin={() => setAgain(true)} />;
  }
  if (state.phase !== "asking") {
    return (
      <JoinPage
        code={code}
        onJoin={async (typed, name) => {
          await session.join(typed, name);
          // The code has been used: it must not stay in the address bar and history of a shared device.
          window.history.replaceState(null, "", "/join");
        }}
      />
    );
  }
  return (
    <PageFrame title={t("title")}>
      {failure ? <FailedPage error={failure} onRetry={() => window.location.reload()} /> : <Loading />}
    </PageFrame>
  );
}

/** The part of whoever was here is over; one who signed out made room for the next. */
function isEnded(over: SessionEnded["reason"] | null): boolean {
  return over === "revoked" || over === "expired";
}

/** The CODE of /join/CODE; empty where there is none. */
function codeOfAddress(): string {
  const [, , code = ""] = window.location.pathname.split("/");
  try {
    return decodeURIComponent(code);
  } catch {
    return "";
  }
}
