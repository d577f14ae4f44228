import { useEffect, useState } from "react";
import { FetchApi } from "../core/api";
import { Session } from "../core/session";
import { FrontView } from "./FrontView";
import { NotFound } from "./NotFound";

/** The front page; also what an unknown address shows. */
export default function Screen() {
  const [demo, setDemo] = useState(false);
  const [session] = useState(() => new Session(new FetchApi("point")));
  useEffect(() => {
    // Where there is no demonstration the server refuses: then there is nothing to show.
    session.demoRoles().then(
      (roles) => setDemo(roles.length > 0),
      () => setDemo(false),
    );
  }, [session]);
  return window.location.pathname === "/" ? <FrontView demo={demo} /> : <NotFound />;
}
