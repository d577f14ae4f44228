import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { FetchApi } from "../core/api";
import { Session } from "../core/session";
import { useStore } from "../core/store";
import { FailedPage } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { PageFrame } from "../design/PageFrame";
import { GuestSeat } from "./GuestSeat";
import { JoinPage } from "./JoinPage";

/** A guest or an outside interpreter: /join or /join/CODE, the lobby, the consultation, the end. */
export default function Screen() {
  const { t } = useTranslation("join");
  const [code] = useState(codeOfAddress);
  const [session] = useState(() => new Session(new FetchApi("guest")));
  const state = useStore(session.state);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    session.load().catch(setFailure);
  }, [session]);

  // A new invitation counts more than a visit that has ended.
  if (state.phase === "somebody" && (state.me.consultation || !code)) return <GuestSeat me={state.me} />;
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

/** The CODE of /join/CODE; empty where there is none. */
function codeOfAddress(): string {
  const [, , code = ""] = window.location.pathname.split("/");
  try {
    return decodeURIComponent(code);
  } catch {
    return "";
  }
}
