import type { ReactNode } from "react";
import type { SeatState } from "../core/seats/seat";
import type { Availability } from "../core/types";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { Notice } from "../design/Notice";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import type { AlarmControls } from "./useAlarm";
import type { NoticeControls } from "./useNotice";
import { endTone, WorkBar } from "./WorkBar";

interface WorkPageProps {
  readonly title: string;
  readonly lead: string;
  readonly user: { readonly label: string; readonly authority?: string | undefined };
  readonly state: SeatState & { readonly availability: Availability };
  /** How the last consultation ended, in words; null when none has. */
  readonly ended: string | null;
  readonly alarm: AlarmControls;
  readonly notice?: NoticeControls | undefined;
  /** What else stands beside the switches. */
  readonly tools?: ReactNode;
  readonly banners?: ReactNode;
  readonly onSignOut: () => void;
  /** Fails with an ApiError. */
  readonly onAvailability: (availability: Availability) => Promise<void>;
  /** What waits, and beside it what is one's own. */
  readonly children: ReactNode;
}

/** The page of an expert or an interpreter outside a consultation: whether I answer, and what waits. */
export function WorkPage(props: WorkPageProps) {
  const { title, lead, user, state, ended, banners, onSignOut, tools, children } = props;
  return (
    <PageFrame title={title} banners={banners} tinted wide user={{ ...user, onSignOut }}>
      <PageHeading lead={lead} focus>
        {title}
      </PageHeading>
      {ended !== null && state.ended ? <Notice tone={endTone(state.ended)}>{ended}</Notice> : null}
      {state.error ? <ErrorNotice error={state.error} onRetry={() => window.location.reload()} /> : null}
      {state.phase === "opening" ? <Loading /> : null}
      {state.phase === "ready" ? (
        <>
          <WorkBar
            availability={state.availability}
            alarm={props.alarm}
            notice={props.notice}
            onAvailability={props.onAvailability}
          >
            {tools}
          </WorkBar>
          <div className="work">{children}</div>
        </>
      ) : null}
    </PageFrame>
  );
}
