import { FetchApi } from "../core/api";
import { InterpreterModel } from "../core/seats/interpreter";
import { connect } from "../core/socket";
import { StaffSeat } from "../signin/StaffSeat";
import { WorkSeat } from "../work/WorkSeat";
import { InterpreterView } from "./InterpreterView";

const create = () => new InterpreterModel({ api: new FetchApi("interpreter"), link: connect("interpreter") });

/** The interpreter of the pool. */
export default function Screen() {
  return (
    <StaffSeat seat="interpreter">
      {(signedIn) => (
        <WorkSeat
          {...signedIn}
          create={create}
          view={(model, state, frame) => (
            <InterpreterView
              {...frame}
              state={state}
              onAvailability={(availability) => model.setAvailability(availability)}
              onLanguage={(language, on) => model.setLanguage(language, on)}
              onAnswer={(call) => model.answer(call)}
              onDecline={(call) => model.decline(call)}
            />
          )}
        />
      )}
    </StaffSeat>
  );
}
