import { useTranslation } from "react-i18next";
import type { Device, Devices, DevicesState } from "../core/devices";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { CameraOffIcon, MicrophoneOffIcon } from "./Icons";
import { Video } from "./Video";

/** The own picture, and in plain words what is the matter where a device cannot be used. */
export function OwnPicture({ devices }: { readonly devices: Devices }) {
  const { t } = useTranslation("consultation");
  const state = useStore(devices.state);
  const { microphone, camera } = state;
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
          {microphone.on && microphone.track ? null : (
            <span className="own__muted">
              <MicrophoneOffIcon />
              <span className="tile__state-text">{t("people.microphoneOff")}</span>
            </span>
          )}
        </p>
      </div>
      <DeviceNotes devices={devices} state={state} />
    </div>
  );
}

interface DeviceNotesProps {
  readonly devices: Devices;
  readonly state: DevicesState;
}

function DeviceNotes({ devices, state: { phase, microphone, camera } }: DeviceNotesProps) {
  const { t } = useTranslation("consultation");
  return (
    <div className="own__notes" role="status">
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
      <Action variant="secondary" onClick={() => void devices.retry()}>
        {t("device.retryBoth")}
      </Action>
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
  if (interrupted) return t("device.interrupted");
  switch (problem) {
    case null:
      return null;
    case "insecure":
      return t("device.insecure");
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
