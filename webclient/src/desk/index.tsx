import { FetchApi } from "../core/api";
import { DeskModel } from "../core/seats/desk";
import { connect } from "../core/socket";
import { StaffSeat } from "../signin/StaffSeat";
import { WorkSeat } from "../work/WorkSeat";
import { DeskView } from "./DeskView";

const create = () => new DeskModel({ api: new FetchApi("desk"), link: connect("desk") });

/** The expert's desk. */
export default function Screen() {
  return (
    <StaffSeat seat="desk">
      {(signedIn) => (
        <WorkSeat
          {...signedIn}
          create={create}
          view={(model, state, frame) => (
            <DeskView
              {...frame}
              state={state}
              onAvailability={(availability) => model.setAvailability(availability)}
              onAccept={(ticket) => model.accept(ticket)}
              onWrite={(ticket, text) => model.write(ticket, text)}
              line={model.line}
            />
          )}
        />
      )}
    </StaffSeat>
  );
}
