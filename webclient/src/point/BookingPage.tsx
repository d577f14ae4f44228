import { BOOKING } from "../booking/part";
import { ApiError } from "../core/api";
import type { Directory } from "../core/protocol";
import type { SeatContext } from "../core/seats/seat";
import { FailedPage } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { usePart } from "../design/part";
import { useLanguage } from "../i18n";
import { authorityOf, entryOf } from "./directory";

/** A service to book a time of, and the language that it is wanted in; no service: the list of appointments. */
export interface Wanted {
  readonly service: string | null;
  readonly language: string;
}

interface BookingPageProps {
  readonly line: SeatContext;
  readonly directory: Directory;
  readonly wanted: Wanted;
  readonly onArrive: (code: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Booking, which comes when it is first wanted. */
export function BookingPage({ line, directory, wanted, onArrive, onClose }: BookingPageProps) {
  const { local } = useLanguage();
  const { loaded, failed } = usePart(BOOKING);
  if (!loaded) {
    return failed ? (
      <FailedPage error={new ApiError("unavailable", "network")} onRetry={() => window.location.reload()} />
    ) : (
      <Loading />
    );
  }
  const entry = wanted.service ? entryOf(directory, wanted.service) : undefined;
  const authority = wanted.service ? authorityOf(directory, wanted.service) : undefined;
  const bookable = entry
    ? {
        service: entry.service,
        serviceName: local(entry.name),
        authorityName: authority ? local(authority.name) : "",
        language: wanted.language,
      }
    : null;
  return <loaded.PointBooking context={line} bookable={bookable} onArrive={onArrive} onClose={onClose} />;
}
