import type { ReactNode } from "react";

/** Signs of the call's controls, which the design system's icon set does not have. Always beside a word. */
export function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const MICROPHONE =
  "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21M8.5 21h7";
const CAMERA =
  "M3.5 6.5h11a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM15.5 10.5l6-3v9l-6-3";

export const HandIcon = () => (
  <Icon>
    <path d="M8 12V5.5a1.5 1.5 0 0 1 3 0V11M11 10V4a1.5 1.5 0 0 1 3 0v7M14 10.5V5.5a1.5 1.5 0 0 1 3 0V14a7 7 0 0 1-7 7.5c-3 0-4.300-1.500-5.500-4L3 13.500a1.500 1.500 0 0 1 2.600-1.500L8 15" />
  </Icon>
);

export const MicrophoneIcon = () => (
  <Icon>
    <path d={MICROPHONE} />
  </Icon>
);

export const MicrophoneOffIcon = () => (
  <Icon>
    <path d={MICROPHONE} />
    <path d="M4 3l16 18" />
  </Icon>
);

export const CameraIcon = () => (
  <Icon>
    <path d={CAMERA} />
  </Icon>
);

export const CameraOffIcon = () => (
  <Icon>
    <path d={CAMERA} />
    <path d="M3 3l17 18" />
  </Icon>
);

export const PrintIcon = () => (
  <Icon>
    <path d="M7 8V3.5h10V8M7 17H4.500a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1h15a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H17M7 13.500h10v7H7z" />
  </Icon>
);

export const DownloadIcon = () => (
  <Icon>
    <path d="M12 3.500v11M7.500 10.500 12 15l4.500-4.500M4 16.500v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3" />
  </Icon>
);

export const HandOverIcon = () => (
  <Icon>
    <path d="M13 3.5H6a1 1 0 0 0-1 1v15a1 1 0 0 0 1 1h7M10 12h11M17.500 8.500 21 12l-3.500 3.500" />
  </Icon>
);

export const HangUpIcon = () => (
  <Icon>
    <path d="M2.8 14.2c-.6-1-.5-2.3.4-3.1C5.5 9 8.6 7.8 12 7.8s6.5 1.2 8.8 3.3c.9.8 1 2.1.4 3.1l-1 1.5c-.4.7-1.3.9-2 .5l-2.3-1.2a1.4 1.4 0 0 1-.8-1.4l.1-1.4a11 11 0 0 0-6.4 0l.1 1.4c0 .6-.3 1.1-.8 1.4l-2.3 1.2c-.7.4-1.6.2-2-.5z" />
  </Icon>
);

export const InterpreterIcon = () => (
  <Icon>
    <path d="M3 5h10v7H8l-3 2.5V12H3zM16 9h5v7h-2v2.5L16 16h-4.5v-1.5" />
    <path d="M5.5 8.5h5" />
  </Icon>
);

export const InviteIcon = () => (
  <Icon>
    <circle cx="9.5" cy="8" r="3.5" />
    <path d="M3 20c.5-4 3-6 6.5-6s6 2 6.5 6M18 7v6M15 10h6" />
  </Icon>
);

export const ChatIcon = () => (
  <Icon>
    <path d="M3.5 4.5h17v11.5h-9L7 20v-4H3.5z" />
    <path d="M7.5 8.5h9M7.5 12h6" />
  </Icon>
);

export const SettingsIcon = () => (
  <Icon>
    <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
    <circle cx="15" cy="7" r="2" />
    <circle cx="9" cy="17" r="2" />
  </Icon>
);

export const UploadIcon = () => (
  <Icon>
    <path d="M12 16V4M7.5 8.5L12 4l4.5 4.5M4 15.5V20h16v-4.5" />
  </Icon>
);

export const PaperIcon = () => (
  <Icon>
    <path d="M6 3h8.5L19 7.5V21H6zM14 3v5h5M9 12.5h7M9 16h7" />
  </Icon>
);

export const PreviousIcon = () => (
  <Icon>
    <path d="M14.5 5L8 12l6.5 7" />
  </Icon>
);

export const NextIcon = () => (
  <Icon>
    <path d="M9.5 5l6.5 7-6.5 7" />
  </Icon>
);

export const LargerIcon = () => (
  <Icon>
    <circle cx="10.5" cy="10.5" r="6.5" />
    <path d="M15.5 15.5L21 21M10.5 8v5M8 10.5h5" />
  </Icon>
);

export const SmallerIcon = () => (
  <Icon>
    <circle cx="10.5" cy="10.5" r="6.5" />
    <path d="M15.5 15.5L21 21M8 10.5h5" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="M5.5 5.5l13 13M18.5 5.5l-13 13" />
  </Icon>
);

/** A shield with a tick: spoken for by an authority's own account. */
export const VerifiedIcon = () => (
  <Icon>
    <path d="M12 2.5l7.5 2.8v6c0 4.7-3 8.3-7.5 10.2-4.5-1.9-7.5-5.5-7.5-10.2v-6zM8.3 11.8l2.7 2.7 4.8-5" />
  </Icon>
);

export const IdentityIcon = () => (
  <Icon>
    <path d="M2.5 5h19v14h-19zM14.5 10h4M14.5 14h4" />
    <circle cx="8.5" cy="10" r="2" />
    <path d="M5.5 16c.3-1.8 1.4-2.7 3-2.7s2.7.9 3 2.7" />
  </Icon>
);

export const NotesIcon = () => (
  <Icon>
    <path d="M19 12.5V20.5H4.5V4H13M8 16l1-3.5L18 3.5l2.5 2.5-9 9z" />
  </Icon>
);

export const SoundIcon = () => (
  <Icon>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" />
  </Icon>
);

export const LouderIcon = () => (
  <Icon>
    <path d="M3 9.500v5h3.500l4.500 4v-13L6.500 9.500zM17.500 8.500v7M14 12h7" />
  </Icon>
);

export const QuieterIcon = () => (
  <Icon>
    <path d="M3 9.500v5h3.500l4.500 4v-13L6.500 9.500zM14 12h7" />
  </Icon>
);

export const PersonIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="4" />
    <path d="M4.5 21c.6-4.8 3.4-7 7.5-7s6.9 2.2 7.5 7" />
  </Icon>
);

export const ScreenIcon = () => (
  <Icon>
    <path d="M3 4.5h18v12H3zM8.5 20.5h7M12 16.5v4" />
  </Icon>
);

export const ShareIcon = () => (
  <Icon>
    <path d="M3 4.5h18v12H3zM8.5 20.5h7M12 13.5v-6M9 10l3-3 3 3" />
  </Icon>
);

export const StopSharingIcon = () => (
  <Icon>
    <path d="M3 4.5h18v12H3zM8.5 20.5h7M9.5 8l5 5M14.5 8l-5 5" />
  </Icon>
);

export const MoreIcon = () => (
  <Icon>
    <path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth="3.2" />
  </Icon>
);

export const PinIcon = () => (
  <Icon>
    <path d="M9 3.500h6M10 3.500v6l-3 3.500v1.500h10v-1.500l-3-3.500v-6M12 14.500V21" />
  </Icon>
);

export const RemoveIcon = () => (
  <Icon>
    <path d="M10 11.500a3.800 3.800 0 1 0 0-7.600 3.800 3.800 0 0 0 0 7.600zM3 20.500a7 7 0 0 1 11-5.700M16.500 15.500l5 5M21.500 15.500l-5 5" />
  </Icon>
);

export const SigningIcon = () => (
  <Icon>
    <path d="M4 13.500V8a1.300 1.300 0 0 1 2.600 0v3.500M6.600 11V6a1.300 1.300 0 0 1 2.600 0v5M9.200 11V7.500a1.300 1.300 0 0 1 2.600 0V15a5 5 0 0 1-5 5.500c-2.200 0-3.500-1.500-4-4L2.500 14M15 4.500l2 2M19.500 4v3M15.500 10.500l3-.5M15 15l2.500 1.500" />
  </Icon>
);

export const SecondWindowIcon = () => (
  <Icon>
    <path d="M3.500 5h10v8h-10zM10.500 16v3h10v-8h-4M16 14.500l-3-3" />
  </Icon>
);

export const ChairIcon = () => (
  <Icon>
    <path d="M12 3.500l7.500 3v5c0 4.500-3 7.700-7.500 9.500-4.500-1.800-7.500-5-7.500-9.500v-5zM8.500 12l2.500 2.500 4.500-4.500" />
  </Icon>
);
