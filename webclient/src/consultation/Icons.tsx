import type { ReactNode } from "react";

/** Signs of the call's controls, which the design system's icon set does not have. Always beside a word. */
function Icon({ children }: { readonly children: ReactNode }) {
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

export const SoundIcon = () => (
  <Icon>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" />
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
