import { useEffect } from "react";
import { FetchApi } from "../core/api";
import { DeskModel } from "../core/seats/desk";
import { connect } from "../core/socket";
import { useStore } from "../core/store";
import { Loading } from "../design/Loading";
import { CallScreen } from "../signin/CallScreen";
import { SeatBanners } from "../signin/SeatBanners";
import { type SignedIn, StaffSeat } from "../signin/StaffSeat";
import { useSeatModel } from "../signin/useSeatModel";
import { DeskView } from "./DeskView";

const create = () => new DeskModel({ api: new FetchApi("desk"), link: connect("desk") });

/** The expert's desk. */
export default function Screen() {
  return <StaffSeat seat="desk">{(signedIn) => <Desk {...signedIn} />}</StaffSeat>;
}

function Desk(props: SignedIn) {
  const model = useSeatModel(create);
  return model ? <Running model={model} {...props} /> : <Loading />;
}

function Running({ model, me, signOut, onOver }: SignedIn & { readonly model: DeskModel }) {
  const state = useStore(model.state);
  const link = useStore(model.link);
  const { over } = state;
  useEffect(() => {
    if (over) onOver(over);
  }, [over, onOver]);
  if (state.consultation) {
    return <CallScreen consultation={state.consultation} drainingSeconds={state.drainingSeconds} />;
  }
  return (
    <DeskView
      state={state}
      me={me}
      banners={<SeatBanners link={link} drainingSeconds={state.drainingSeconds} demo={me.demo} />}
      onSignOut={signOut}
      onAvailability={(availability) => model.setAvailability(availability)}
      onAccept={(ticket) => model.accept(ticket)}
    />
  );
}
