import { useTranslation } from "react-i18next";
import { FetchApi } from "../core/api";
import type { Me } from "../core/protocol";
import { GuestModel } from "../core/seats/guest";
import { connect } from "../core/socket";
import { useStore } from "../core/store";
import { FailedPage } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { PageFrame } from "../design/PageFrame";
import { usePrepared } from "../design/part";
import { CallScreen, CONSULTATION } from "../signin/CallScreen";
import { SeatBanners } from "../signin/SeatBanners";
import { useSeatModel } from "../signin/useSeatModel";
import { EndedPage } from "./EndedPage";

const create = () => new GuestModel({ api: new FetchApi("guest"), link: connect("guest") });

/** A guest with an accepted invitation: lobby and consultation, then the end. */
export function GuestSeat({ me }: { readonly me: Me }) {
  const model = useSeatModel(create);
  return model ? <Running model={model} me={me} /> : <Loading />;
}

function Running({ model, me }: { readonly model: GuestModel; readonly me: Me }) {
  const { t } = useTranslation("join");
  const state = useStore(model.state);
  const link = useStore(model.link);
  usePrepared(CONSULTATION, true); // nothing comes before the lobby
  const banners = <SeatBanners link={link} drainingSeconds={state.drainingSeconds} demo={me.demo} />;
  if (state.consultation) {
    return <CallScreen consultation={state.consultation} drainingSeconds={state.drainingSeconds} />;
  }
  if (state.ended || state.phase === "over" || state.phase === "ready") {
    return <EndedPage reason={state.ended ?? "ended"} banners={banners} />;
  }
  return (
    <PageFrame title={t("title")} banners={banners}>
      {state.error ? (
        <FailedPage error={state.error} onRetry={() => window.location.reload()} />
      ) : (
        <Loading />
      )}
    </PageFrame>
  );
}
