import { useState } from "react";
import { FetchApi } from "../core/api";
import { useStore } from "../core/store";
import { NetTest } from "./model";
import { NetTestView } from "./NetTestView";

/** A test that is not for everybody is for whoever sits on one of these seats. */
const SEATS = ["point", "desk", "interpreter", "admin", "guest"] as const;

/** The site test: which ways lead from this network to the service, and what they carry (F-03). */
export default function Screen() {
  const [test] = useState(() => new NetTest(SEATS.map((seat) => new FetchApi(seat))));
  const state = useStore(test.state);
  return (
    <NetTestView
      state={state}
      server={window.location.origin}
      able={"RTCPeerConnection" in window}
      onStart={() => void test.start()}
      onPrint={() => window.print()}
    />
  );
}
