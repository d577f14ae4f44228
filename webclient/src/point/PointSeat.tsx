import { useCallback, useEffect } from "react";
import type { Me, SessionEnded } from "../core/protocol";
import { useStore } from "../core/store";
import { Loading } from "../design/Loading";
import { usePrepared } from "../design/part";
import { useScreenAwake } from "../design/useScreenAwake";
import { returnToKeptLanguage } from "../i18n";
import { Station } from "../kiosk/station";
import { SelfTestBanner } from "../selftest/SelfTestBanner";
import { CallScreen, CONSULTATION } from "../signin/CallScreen";
import { SeatBanners } from "../signin/SeatBanners";
import { useSeatModel } from "../signin/useSeatModel";
import { PointView } from "./PointView";

const create = () => new Station();

interface PointSeatProps {
  readonly me: Me;
  /** The device is no longer enrolled; the same function each time. */
  readonly onOver: (reason: SessionEnded["reason"]) => void;
}

/** An enrolled service point. */
export function PointSeat(props: PointSeatProps) {
  const station = useSeatModel(create);
  return station ? <Running station={station} {...props} /> : <Loading />;
}

function Running({ station, me, onOver }: PointSeatProps & { readonly station: Station }) {
  const { model } = station;
  const state = useStore(model.state);
  const link = useStore(model.link);
  useScreenAwake(state.ticket !== null);
  const { over } = state;
  usePrepared(CONSULTATION, state.phase === "ready");
  useEffect(() => {
    if (over) onOver(over);
  }, [over, onOver]);
  const restart = useCallback(() => {
    model.dismissEnd();
    // The next client begins in the language of the point (F-25).
    void returnToKeptLanguage();
  }, [model]);
  const read = useCallback(() => model.dismissClosed(), [model]);
  const banners = (
    <>
      <SeatBanners link={link} drainingSeconds={state.drainingSeconds} demo={me.demo} />
      <SelfTestBanner running={station.selfTest.running} />
    </>
  );
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
      line={model.line}
      onArrive={(code) => model.arrive(code)}
    />
  );
}
