import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { FetchApi } from "../core/api";
import type { SessionEnded } from "../core/protocol";
import { Session } from "../core/session";
import { useStore } from "../core/store";
import { FailedPage } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { PageFrame } from "../design/PageFrame";
import { offerInstalling } from "../kiosk/manifest";
import { useRetry } from "../kiosk/useRetry";
import { EnrolPage } from "./EnrolPage";
import { PointSeat } from "./PointSeat";

/** The service point: enrolment once, then directory, queue and consultation. */
export default function Screen() {
  const { t } = useTranslation("point");
  const [session] = useState(() => new Session(new FetchApi("point")));
  const state = useStore(session.state);
  const [revoked, setRevoked] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const load = useCallback(() => {
    session.load().then(() => setFailure(null), setFailure);
  }, [session]);
  useEffect(load, [load]);
  useEffect(() => offerInstalling(), []);
  useRetry(failure !== null, load);

  const over = useCallback(
    (reason: SessionEnded["reason"]) => {
      setRevoked(reason === "revoked");
      session.forget();
    },
    [session],
  );
  if (state.phase === "somebody") return <PointSeat me={state.me} onOver={over} />;
  if (state.phase === "nobody")
    return <EnrolPage revoked={revoked} onEnrol={(code) => session.enrol(code)} />;
  return (
    <PageFrame title={t("title")} large>
      {failure ? <FailedPage error={failure} onRetry={() => window.location.reload()} /> : <Loading />}
    </PageFrame>
  );
}
