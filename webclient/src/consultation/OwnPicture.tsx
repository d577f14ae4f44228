import { useTranslation } from "react-i18next";
import type { Device, Devices, DevicesState } from "../core/devices";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { CameraOffIcon, HandIcon, MicrophoneOffIcon, MoreIcon, SigningIcon } from "./Icons";
import { Menu, MenuItem } from "./Menu";
import { useAction } from "./useAction";
import { Video } from "./Video";

interface OwnPictureProps {
  readonly devices: Devices;
  /** The own hand is raised. */
  readonly handUp?: boolean;
  /** How it was established who one is, in words; for the client alone. */
  readonly identity?: string | null;
  /** One has marked oneself as signing. */
  readonly signing?: boolean;
  /** Who leads has muted one. */
  readonly muted?: boolean;
  /** Marks oneself, or takes it back; only for those who may. */
  readonly onSigning?: ((signing: boolean) => Promise<void>) | undefined;
}

/** The own picture, and in plain words what is the matter where a device cannot be used. */
export function OwnPicture({
  devices,
  handUp = false,
  identity = null,
  signing = false,
  muted = false,
  onSigning,
}: OwnPictureProps) {
  const { t } = useTranslation("consultation");
  const { t: words } = useTranslation("devices");
  const state = useStore(devices.state);
  const { microphone, camera, held } = state;
  return (
    <div className="own">
      <div className="own__picture" data-testid="own-picture">
        {camera.track ? (
          <Video key={camera.track.id} track={camera.track} label={t("people.ownPicture")} mirrored />
        ) : (
          <div className="tile__empty">
            <CameraOffIcon />
            <p>{t("people.cameraOff")}</p>
          </div>
        )}
        <p className="own__plate">
          {t("people.own")}
          {handUp ? (
            <span className="own__muted">
              <HandIcon />
              <span className="tile__state-text">{t("hand.up")}</span>
            </span>
          ) : null}
          {signing ? (
            <span className="own__muted">
              <SigningIcon />
              <span className="tile__state-text">{t("pictures.signs")}</span>
            </span>
          ) : null}
          {microphone.on && microphone.track ? null : (
            <span className="own__muted">
              <MicrophoneOffIcon />
              <span className="tile__state-text">{t("people.microphoneOff")}</span>
            </span>
          )}
          {held && microphone.on && microphone.track ? (
            <span className="own__muted" data-testid="microphone-held">
              <MicrophoneOffIcon />
              {words("sound.held")}
            </span>
          ) : null}
          {identity ? (
            <span className="own__identity" data-testid="own-identity">
              {identity}
            </span>
          ) : null}
        </p>
        {onSigning ? <OwnMenu signing={signing} onSigning={onSigning} /> : null}
      </div>
      <DeviceNotes devices={devices} state={state} muted={muted} />
    </div>
  );
}

interface OwnMenuProps {
  readonly signing: boolean;
  readonly onSigning: (signing: boolean) => Promise<void>;
}

/** What one says of oneself to all: that one signs, so that nobody's screen hides the picture (F-61). */
function OwnMenu({ signing, onSigning }: OwnMenuProps) {
  const { t } = useTranslation("consultation");
  const { run } = useAction();
  return (
    <>
      <Menu
        className="tile__menu"
        testId="own-menu"
        label={t("pictures.ownMenu")}
        items={(close) => (
          <MenuItem
            testId="own-signing"
            icon={<SigningIcon />}
            checked={signing}
            onClick={() => {
              run(() => onSigning(!signing));
              close();
            }}
          >
            <strong>{t("pictures.signs")}</strong>
            <br />
            {t("pictures.signsHint")}
          </MenuItem>
        )}
      >
        <MoreIcon />
        <span className="visually-hidden">{t("pictures.ownMenu")}</span>
      </Menu>
      <p className="visually-hidden" role="status">
        {signing ? t("pictures.signsTold") : ""}
      </p>
    </>
  );
}

interface DeviceNotesProps {
  readonly devices: Devices;
  readonly state: DevicesState;
  readonly muted: boolean;
}

function DeviceNotes({ devices, state: { phase, microphone, camera }, muted }: DeviceNotesProps) {
  const { t } = useTranslation("consultation");
  return (
    <div className="own__notes" role="status">
      {muted ? <p data-testid="muted-by-chair">{t("chair.muted")}</p> : null}
      {phase === "asking" ? <p>{t("device.asking")}</p> : null}
      {microphone.problem && camera.problem && camera.on ? (
        <BothNotes devices={devices} microphone={microphone} camera={camera} />
      ) : (
        <OneNote devices={devices} microphone={microphone} camera={camera} />
      )}
    </div>
  );
}

interface NotesProps {
  readonly devices: Devices;
  readonly microphone: Device;
  readonly camera: Device;
}

/** Neither works: what is the matter, what still does, and one button for both. */
function BothNotes({ devices, microphone, camera }: NotesProps) {
  const { t } = useTranslation("consultation");
  const cameraNote = useNote("camera", camera);
  const microphoneNote = useNote("microphone", microphone);
  const together = useNote("both", camera);
  const notes = camera.problem === microphone.problem ? [together] : [cameraNote, microphoneNote];
  return (
    <>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <p>{t("device.withoutBoth")}</p>
      {camera.problem === "unsupported" ? null : (
        <Action variant="secondary" onClick={() => void devices.retry()}>
          {t("device.retryBoth")}
        </Action>
      )}
    </>
  );
}

function OneNote({ devices, microphone, camera }: NotesProps) {
  const { t } = useTranslation("consultation");
  const cameraNote = useNote("camera", camera);
  const microphoneNote = useNote("microphone", microphone);
  return (
    <>
      {cameraNote && camera.on ? (
        <p>
          {cameraNote} {camera.problem ? t("device.withSound") : null}
        </p>
      ) : null}
      {camera.problem && camera.on ? (
        <Action variant="secondary" onClick={() => void devices.setCamera(true)}>
          {t("device.retryCamera")}
        </Action>
      ) : null}
      {microphoneNote ? <p>{microphoneNote}</p> : null}
      {microphone.problem ? (
        <Action variant="secondary" onClick={() => void devices.setMicrophone(true)}>
          {t("device.retryMicrophone")}
        </Action>
      ) : null}
    </>
  );
}

function useNote(name: "camera" | "microphone" | "both", { problem, interrupted }: Device): string | null {
  const { t } = useTranslation("consultation");
  const { t: words } = useTranslation("devices");
  if (interrupted) return t("device.interrupted");
  switch (problem) {
    case null:
      return null;
    case "insecure":
      return t("device.insecure");
    case "unsupported":
      return words("unsupported");
    case "failed":
      return t(`device.${name}Failed`);
    case "denied":
      return t(`device.${name}Denied`);
    case "missing":
      return t(`device.${name}Missing`);
    case "busy":
      return t(`device.${name}Busy`);
  }
}
