import { useCallback, useEffect, useState } from "react";
import { FetchApi, toApiError } from "../core/api";
import type { Directory } from "../core/protocol";
import { SeatBanners } from "../signin/SeatBanners";
import { type SignedIn, StaffSeat } from "../signin/StaffSeat";
import { AdminView } from "./AdminView";

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
  useEffect(() => {
    void read();
    const timer = setInterval(() => void read(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [read]);
  return (
    <AdminView
      me={me}
      directory={directory}
      readAt={readAt}
      failure={failure}
      banners={<SeatBanners link="up" drainingSeconds={null} demo={me.demo} />}
      onSignOut={signOut}
      onRefresh={() => void read()}
    />
  );
}
