import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import {
  CameraIcon,
  CameraOffIcon,
  ChairIcon,
  ChatIcon,
  HandIcon,
  HangUpIcon,
  IdentityIcon,
  InterpreterIcon,
  InviteIcon,
  MicrophoneIcon,
  MicrophoneOffIcon,
  NotesIcon,
  SettingsIcon,
  ShareIcon,
  StopSharingIcon,
} from "./Icons";
import { hasHandUp } from "./people";
import { useAction } from "./useAction";

export type PanelName =
  | "settings"
  | "share"
  | "interpreter"
  | "invite"
  | "identity"
  | "notes"
  | "chair"
  | "chat"
  | "leave"
  | "end";

/** One of the call's controls, wherever it is drawn. */
export interface ToolEntry {
  readonly key: string;
  readonly testId: string;
  readonly icon: ReactNode;
  readonly label: string;
  readonly onClick: () => void;
  /** The panel that it opens and closes. */
  readonly opens?: PanelName;
  /** The device is off, or what it ends goes on. */
  readonly off?: boolean;
  /** It is going on, and pressing ends it. */
  readonly on?: boolean;
  /** Ends something. */
  readonly grave?: boolean;
  /** There is something new behind it. */
  readonly badge?: boolean;
}

type Texts = TFunction<"consultation">;

/** The call's controls, the most used first and the one that ends it last; the policy decides which exist. */
export function useTools(
  model: ConsultationModel,
  unread: number,
  onPanel: (panel: PanelName) => void,
): readonly ToolEntry[] {
  const { t } = useTranslation("consultation");
  const { may, participants, me } = useStore(model.state);
  const hand = useAction();
  const raised = hasHandUp(participants, me);
  const going = may.has("consultation:end") ? "end" : "leave";
  const opens = (panel: PanelName) => ({ key: panel, opens: panel, onClick: () => onPanel(panel) });
  const chat: ToolEntry = {
    ...opens("chat"),
    testId: "open-chat",
    icon: <ChatIcon />,
    label: unread > 0 ? t("actions.chatUnread", { count: unread }) : t("actions.chat"),
    badge: unread > 0,
  };
  const raise: ToolEntry = {
    key: "hand",
    testId: "raise-hand",
    icon: <HandIcon />,
    label: raised ? t("hand.lower") : t("hand.raise"),
    on: raised,
    onClick: () => hand.run(() => model.hands.raise(!raised)),
  };
  const settings: ToolEntry = {
    ...opens("settings"),
    testId: "open-settings",
    icon: <SettingsIcon />,
    label: t("actions.settings"),
  };
  const interpreter: ToolEntry = {
    ...opens("interpreter"),
    testId: "ask-interpreter",
    icon: <InterpreterIcon />,
    label: t("actions.interpreter"),
  };
  const invite: ToolEntry = {
    ...opens("invite"),
    testId: "invite-guest",
    icon: <InviteIcon />,
    label: t("actions.invite"),
  };
  const chair: ToolEntry = {
    ...opens("chair"),
    testId: "open-chair",
    icon: <ChairIcon />,
    label: t("actions.chair"),
  };
  const identity: ToolEntry = {
    ...opens("identity"),
    testId: "identity-tool",
    icon: <IdentityIcon />,
    label: t("actions.identity"),
  };
  const notes: ToolEntry = {
    ...opens("notes"),
    testId: "notes-tool",
    icon: <NotesIcon />,
    label: t("actions.notes"),
  };
  const leaving: ToolEntry = {
    ...opens(going),
    testId: `${going}-consultation`,
    icon: <HangUpIcon />,
    label: t(`actions.${going}`),
    grave: true,
  };
  return [
    ...useDeviceTools(model, t),
    chat,
    ...(may.has("hand:raise") ? [raise] : []),
    ...useShareTool(model, t, () => onPanel("share")),
    ...(may.has("interpreter:ask") ? [interpreter] : []),
    ...(may.has("guest:invite") ? [invite] : []),
    ...(may.has("identity:record") ? [identity] : []),
    ...(may.has("notes:write") ? [notes] : []),
    ...(may.has("chair:lock") ? [chair] : []),
    settings,
    leaving,
  ];
}

function useDeviceTools({ devices }: ConsultationModel, t: Texts): readonly ToolEntry[] {
  const { microphone, camera } = useStore(devices.state);
  const heard = microphone.on && microphone.track !== null;
  const seen = camera.on && camera.track !== null;
  return [
    {
      key: "microphone",
      testId: "toggle-microphone",
      icon: heard ? <MicrophoneIcon /> : <MicrophoneOffIcon />,
      label: heard ? t("actions.mute") : t("actions.unmute"),
      off: !heard,
      onClick: () => void devices.setMicrophone(!heard),
    },
    {
      key: "camera",
      testId: "toggle-camera",
      icon: seen ? <CameraIcon /> : <CameraOffIcon />,
      label: seen ? t("actions.cameraOff") : t("actions.cameraOn"),
      off: !seen,
      onClick: () => void devices.setCamera(!seen),
    },
  ];
}

/** Opens the choice of what to share, or ends what is shared; nothing where there is nothing to share. */
function useShareTool(
  { sharing, devices }: ConsultationModel,
  t: Texts,
  choose: () => void,
): readonly ToolEntry[] {
  const { source } = useStore(sharing.state);
  const { choices } = useStore(devices.state).camera;
  if (!sharing.canShowScreen && choices.length < 2) return [];
  if (source === null) {
    const label = t("actions.share");
    return [{ key: "share", opens: "share", testId: "share", icon: <ShareIcon />, label, onClick: choose }];
  }
  return [
    {
      key: "share",
      testId: "tool-stop-sharing",
      icon: <StopSharingIcon />,
      label: t("actions.stopSharing"),
      off: true,
      onClick: () => sharing.stop(),
    },
  ];
}
