import { useEffect } from "react";
import { FetchApi } from "../core/api";
import { InterpreterModel } from "../core/seats/interpreter";
import { connect } from "../core/socket";
import { useStore } from "../core/store";
import { Loading } from "../design/Loading";
import { CallScreen } from "../signin/CallScreen";
import { SeatBanners } from "../signin/SeatBanners";
import { type SignedIn, StaffSeat } from "../signin/StaffSeat";
import { useSeatModel } from "../signin/useSeatModel";
import { InterpreterView } from "./InterpreterView";

const create = () => new InterpreterModel({ api: new FetchApi("interpreter"), link: connect("interpreter") });

/** The interpreter of the pool. */
export default function Screen() {
  return <StaffSeat seat="interpreter">{(signedIn) => <Interpreter {...signedIn} />}</StaffSeat>;
}

function Interpreter(props: SignedIn) {
  const model = useSeatModel(create);
  return model ? <Running model={model} {...props} /> : <Loading />;
}

function Running({ model, me, signOut, onOver }: SignedIn & { readonly model: InterpreterModel }) {
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
    <InterpreterView
      state={state}
      me={me}
      banners={<SeatBanners link={link} drainingSeconds={state.drainingSeconds} demo={me.demo} />}
      onSignOut={signOut}
      onAvailability={(availability) => model.setAvailability(availability)}
      onAnswer={(call) => model.answer(call)}
      onDecline={(call) => model.decline(call)}
    />
  );
}
