import { useTranslation } from "react-i18next";
import { ApiError } from "../core/api";
import type { ConsultationModel } from "../core/consultation";
import { FailedPage } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { Part, usePart } from "../design/part";
import { useScreenAwake } from "../design/useScreenAwake";
import { DrainingBanner } from "./SeatBanners";

/** The consultation's screen: no seat needs it for its own first screen, so it comes right after that one. */
export const CONSULTATION = new Part(() => import("../consultation"));

interface CallScreenProps {
  readonly consultation: ConsultationModel;
  readonly drainingSeconds: number | null;
}

/** The consultation, and above it what the server tells of its own end. */
export function CallScreen({ consultation, drainingSeconds }: CallScreenProps) {
  useScreenAwake(true);
  const { loaded, failed } = usePart(CONSULTATION);
  if (!loaded) return <Coming failed={failed} drainingSeconds={drainingSeconds} />;
  return (
    <>
      <DrainingBanner seconds={drainingSeconds} />
      <loaded.Consultation model={consultation} />
    </>
  );
}

interface ComingProps extends Pick<CallScreenProps, "drainingSeconds"> {
  readonly failed: boolean;
}

/** Until the screen is here; where it cannot be had, the page is loaded again and comes back to the call. */
function Coming({ failed, drainingSeconds }: ComingProps) {
  const { t } = useTranslation("consultation");
  return (
    <PageFrame title={t("opening")} banners={<DrainingBanner seconds={drainingSeconds} />}>
      {failed ? (
        <FailedPage error={new ApiError("unavailable", "network")} onRetry={() => window.location.reload()} />
      ) : (
        <>
          <PageHeading>{t("opening")}</PageHeading>
          <Loading />
        </>
      )}
    </PageFrame>
  );
}
