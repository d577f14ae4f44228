import { useEffect, useState } from "react";
import { FetchApi } from "../core/api";
import type { Directory } from "../core/protocol";
import { SeatBanners } from "../signin/SeatBanners";
import { type SignedIn, StaffSeat } from "../signin/StaffSeat";
import { AdminView } from "./AdminView";

/** Coordinator and administrators. */
export default function Screen() {
  return <StaffSeat seat="admin">{(signedIn) => <Admin {...signedIn} />}</StaffSeat>;
}

function Admin({ me, signOut }: SignedIn) {
  const [directory, setDirectory] = useState<Directory | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    new FetchApi("admin").get<Directory>("/api/directory").then(setDirectory, setFailure);
  }, []);
  return (
    <AdminView
      me={me}
      directory={directory}
      failure={failure}
      banners={<SeatBanners link="up" drainingSeconds={null} demo={me.demo} />}
      onSignOut={signOut}
    />
  );
}
