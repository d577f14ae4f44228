import { useCallback, useEffect, useState } from "react";
import { FetchApi, toApiError } from "../core/api";
import type { Directory, Me, Points } from "../core/protocol";
import { SeatBanners } from "../signin/SeatBanners";
import { type SignedIn, StaffSeat } from "../signin/StaffSeat";
import { AdminView } from "./AdminView";
import { PointsCard } from "./PointsCard";

/** Coordinator and administrators. */
export default function Screen() {
  return <StaffSeat seat="admin">{(signedIn) => <Admin {...signedIn} />}</StaffSeat>;
}

/** Waits and experts change by the minute; a page that somebody leaves open stays true. */
const REFRESH_MS = 30_000;

function Admin({ me, signOut, onOver }: SignedIn) {
  const [directory, setDirectory] = useState<Directory | null>(null);
  const [readAt, setReadAt] = useState(0);
  const [failure, setFailure] = useState<unknown>(null);
  const read = useCallback(async () => {
    try {
      setDirectory(await new FetchApi("admin").get<Directory>("/api/directory"));
      setReadAt(Date.now() / 1000);
      setFailure(null);
    } catch (error) {
      if (toApiError(error).code === "unauthenticated") onOver("expired");
      else setFailure(error);
    }
  }, [onOver]);
  const points = usePoints(me);
  const readPoints = points.read;
  const refresh = useCallback(() => void Promise.all([read(), readPoints()]), [read, readPoints]);
  useEffect(() => {
    refresh();
    const timer = setInterval(refresh, REFRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  return (
    <AdminView
      me={me}
      directory={directory}
      readAt={readAt}
      failure={failure}
      banners={<SeatBanners link="up" drainingSeconds={null} demo={me.demo} />}
      points={points.known ? <PointsCard {...points} onRefresh={refresh} /> : null}
      onSignOut={signOut}
      onRefresh={refresh}
    />
  );
}

/** Who sees to service points; the server tells nobody else of them. */
const POINT_KEEPERS: readonly Me["role"][] = ["coordinator", "system_admin"];

/** The service points, where this person sees to them; an expired session shows in the directory. */
function usePoints({ role }: Me) {
  const [points, setPoints] = useState<Points | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const known = POINT_KEEPERS.includes(role);
  const read = useCallback(async () => {
    if (!known) return;
    try {
      setPoints(await new FetchApi("admin").get<Points>("/api/points"));
      setFailure(null);
    } catch (error) {
      setFailure(error);
    }
  }, [known]);
  return { known, points, failure, read };
}
