import { useCallback, useEffect } from "react";
import { FetchApi } from "../core/api";
import type { Me, SessionEnded } from "../core/protocol";
import { PointModel } from "../core/seats/point";
import { connect } from "../core/socket";
import { useStore } from "../core/store";
import { Loading } from "../design/Loading";
import { returnToKeptLanguage } from "../i18n";
import { CallScreen } from "../signin/CallScreen";
import { SeatBanners } from "../signin/SeatBanners";
import { useSeatModel } from "../signin/useSeatModel";
import { PointView } from "./PointView";

const create = () => new PointModel({ api: new FetchApi("point"), link: connect("point") });

interface PointSeatProps {
  readonly me: Me;
  /** The device is no longer enrolled; the same function each time. */
  readonly onOver: (reason: SessionEnded["reason"]) => void;
}

/** An enrolled service point. */
export function PointSeat(props: PointSeatProps) {
  const model = useSeatModel(create);
  return model ? <Running model={model} {...props} /> : <Loading />;
}

function Running({ model, me, onOver }: PointSeatProps & { readonly model: PointModel }) {
  const state = useStore(model.state);
  const link = useStore(model.link);
  const { over } = state;
  useEffect(() => {
    if (over) onOver(over);
  }, [over, onOver]);
  const restart = useCallback(() => {
    model.dismissEnd();
    // The next client begins in the language of the point (F-25).
    void returnToKeptLanguage();
  }, [model]);
  const read = useCallback(() => model.dismissClosed(), [model]);
  const banners = <SeatBanners link={link} drainingSeconds={state.drainingSeconds} demo={me.demo} />;
  if (state.consultation) {
    return <CallScreen consultation={state.consultation} drainingSeconds={state.drainingSeconds} />;
  }
  return (
    <PointView
      state={state}
      label={me.label}
      banners={banners}
      onCall={(service, language) => model.openTicket(service, language)}
      onCancel={() => model.cancelTicket()}
      onRestart={restart}
      onRead={read}
    />
  );
}
