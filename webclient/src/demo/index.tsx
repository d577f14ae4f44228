import { useEffect, useState } from "react";
import { FetchApi } from "../core/api";
import type { DemoRole } from "../core/protocol";
import { Session } from "../core/session";
import { DemoView } from "./DemoView";
import { pathOf } from "./seats";

/** The roles of the demonstration; entering one goes to its screen. */
export default function Screen() {
  const [session] = useState(() => new Session(new FetchApi("point")));
  const [roles, setRoles] = useState<readonly DemoRole[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    session.demoRoles().then(setRoles, setFailure);
  }, [session]);

  return (
    <DemoView
      roles={roles}
      failure={failure}
      onEnter={async (role) => {
        await new Session(new FetchApi(role.seat)).enterDemo(role.key);
        window.location.assign(pathOf(role.seat));
      }}
    />
  );
}
