import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import {
  CameraIcon,
  CameraOffIcon,
  ChatIcon,
  HangUpIcon,
  InterpreterIcon,
  InviteIcon,
  MicrophoneIcon,
  MicrophoneOffIcon,
  SettingsIcon,
  ShareIcon,
  StopSharingIcon,
} from "./Icons";

export type PanelName = "settings" | "share" | "interpreter" | "invite" | "chat" | "leave" | "end";

interface ToolbarProps {
  readonly model: ConsultationModel;
  readonly panel: PanelName | null;
  readonly unread: number;
  readonly onPanel: (panel: PanelName) => void;
}

/** The call's controls; the policy's `may` decides which of them exist. */
export function Toolbar({ model, panel, unread, onPanel }: ToolbarProps) {
  const { t } = useTranslation("consultation");
  const { may } = useStore(model.state);
  const opens = (name: PanelName) => ({
    id: `tool-${name}`,
    "aria-expanded": panel === name,
    "aria-controls": panel === name ? `panel-${name}` : undefined,
    onClick: () => onPanel(name),
  });
  const chat = unread > 0 ? t("actions.chatUnread", { count: unread }) : t("actions.chat");
  const going = may.has("consultation:end") ? "end" : "leave";
  return (
    <section id="actions" className="toolbar" aria-label={t("actions.title")} tabIndex={-1}>
      <DeviceTools model={model} />
      <ShareTool model={model} opens={opens("share")} />
      <Tool {...opens("settings")} icon={<SettingsIcon />} label={t("actions.settings")} />
      {may.has("interpreter:ask") ? (
        <Tool
          {...opens("interpreter")}
          testId="ask-interpreter"
          icon={<InterpreterIcon />}
          label={t("actions.interpreter")}
        />
      ) : null}
      {may.has("guest:invite") ? (
        <Tool {...opens("invite")} testId="invite-guest" icon={<InviteIcon />} label={t("actions.invite")} />
      ) : null}
      <Tool {...opens("chat")} icon={<ChatIcon />} label={chat} badge={unread} />
      <Tool
        {...opens(going)}
        testId={`${going}-consultation`}
        grave
        icon={<HangUpIcon />}
        label={t(`actions.${going}`)}
      />
    </section>
  );
}

function DeviceTools({ model: { devices } }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { microphone, camera } = useStore(devices.state);
  const heard = microphone.on && microphone.track !== null;
  const seen = camera.on && camera.track !== null;
  return (
    <>
      <Tool
        testId="toggle-microphone"
        icon={heard ? <MicrophoneIcon /> : <MicrophoneOffIcon />}
        label={heard ? t("actions.mute") : t("actions.unmute")}
        off={!heard}
        onClick={() => void devices.setMicrophone(!heard)}
      />
      <Tool
        testId="toggle-camera"
        icon={seen ? <CameraIcon /> : <CameraOffIcon />}
        label={seen ? t("actions.cameraOff") : t("actions.cameraOn")}
        off={!seen}
        onClick={() => void devices.setCamera(!seen)}
      />
    </>
  );
}

interface ShareToolProps {
  readonly model: ConsultationModel;
  readonly opens: Pick<ToolProps, "id" | "onClick" | "aria-expanded" | "aria-controls">;
}

/** Opens the choice of what to share, or ends what is shared; only where there is something to share. */
function ShareTool({ model: { sharing, devices }, opens }: ShareToolProps) {
  const { t } = useTranslation("consultation");
  const { source } = useStore(sharing.state);
  const { choices } = useStore(devices.state).camera;
  if (!sharing.canShowScreen && choices.length < 2) return null;
  if (source === null)
    return <Tool {...opens} testId="share" icon={<ShareIcon />} label={t("actions.share")} />;
  return (
    <Tool
      id={opens.id ?? ""}
      testId="tool-stop-sharing"
      icon={<StopSharingIcon />}
      label={t("actions.stopSharing")}
      off
      onClick={() => sharing.stop()}
    />
  );
}

interface ToolProps {
  readonly icon: ReactNode;
  readonly label: string;
  readonly onClick: () => void;
  readonly testId?: string;
  readonly id?: string;
  readonly "aria-expanded"?: boolean | undefined;
  readonly "aria-controls"?: string | undefined;
  /** The device is off. */
  readonly off?: boolean;
  /** Ends something. */
  readonly grave?: boolean;
  readonly badge?: number;
}

function Tool({ icon, label, testId, off = false, grave = false, badge = 0, ...button }: ToolProps) {
  const classes = ["tool", off && "tool--off", grave && "tool--grave"];
  return (
    <button type="button" className={classes.filter(Boolean).join(" ")} data-testid={testId} {...button}>
      <span className="tool__icon">
        {icon}
        {badge > 0 ? <span className="tool__badge" aria-hidden="true" /> : null}
      </span>
      <span className="tool__label">{label}</span>
    </button>
  );
}
