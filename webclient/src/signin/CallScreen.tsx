import { Consultation } from "../consultation";
import type { ConsultationModel } from "../core/consultation";
import { DrainingBanner } from "./SeatBanners";

interface CallScreenProps {
  readonly consultation: ConsultationModel;
  readonly drainingSeconds: number | null;
}

/** The consultation, and above it what the server tells of its own end. */
export function CallScreen({ consultation, drainingSeconds }: CallScreenProps) {
  return (
    <>
      <DrainingBanner seconds={drainingSeconds} />
      <Consultation model={consultation} />
    </>
  );
}
