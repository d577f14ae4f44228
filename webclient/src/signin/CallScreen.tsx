import { useTranslation } from "react-i18next";
import { ApiError } from "../core/api";
import type { ConsultationModel } from "../core/consultation";
import { FailedPage } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { Part, usePart } from "../design/part";
import { useScreenAwake } from "../design/useScreenAwake";
import { loadCallTexts } from "../i18n";
import { DrainingBanner } from "./SeatBanners";

/** The consultation's screen and its texts: no seat needs them for its own first screen, so they come right after that one. */
export const CONSULTATION = new Part(async () => {
  const [screen] = await Promise.all([import("../consultation"), loadCallTexts()]);
  return screen;
});

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
  const { t } = useTranslation();
  return (
    <PageFrame title={t("openingCall")} banners={<DrainingBanner seconds={drainingSeconds} />}>
      {failed ? (
        <FailedPage error={new ApiError("unavailable", "network")} onRetry={() => window.location.reload()} />
      ) : (
        <>
          <PageHeading>{t("openingCall")}</PageHeading>
          <Loading />
        </>
      )}
    </PageFrame>
  );
}
