import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Device, DevicesState } from "../core/devices";
import { Action } from "./Action";
import "./devices.css";
import { Sign } from "./Sign";
import { useHeard } from "./useDevices";

interface DevicePanelProps {
  readonly devices: DevicesState;
  readonly level: number;
  /** The own picture is shown here; not where it already is beside. */
  readonly picture?: boolean;
  readonly onRetry: () => void;
}

/** Own picture, and whether camera and microphone work: one plain sentence for each (F-03, F-14). */
export function DevicePanel({ devices, level, picture = true, onRetry }: DevicePanelProps) {
  const { t } = useTranslation();
  const heard = useHeard(level);
  const { camera, microphone, phase } = devices;
  if (camera.problem === "unsupported" || microphone.problem === "unsupported") return <Unsupported />;
  const cameraWord = camera.problem ?? (camera.track ? "on" : "off");
  const neither = camera.problem !== null && microphone.problem !== null;
  const soundWord = microphone.problem ?? (!microphone.track ? "off" : heard ? "on" : "quiet");
  return (
    <section className="devices" aria-label={t("device.title")}>
      {picture ? <OwnPicture track={camera.track} /> : null}
      {phase === "ready" ? (
        <ul className="devices__list plain-list" aria-live="polite">
          <li>
            <Sign tone={tone(camera)} />
            <span>
              {t(`device.camera.${cameraWord}`)}
              {camera.problem && !neither ? ` ${t("device.withSound")}` : null}
            </span>
          </li>
          <li>
            <Sign tone={microphone.problem ? "error" : heard ? "success" : "info"} />
            <span>{t(`device.microphone.${soundWord}`)}</span>
          </li>
          {neither ? (
            <li>
              <Sign tone="info" />
              <span>{t("device.withoutBoth")}</span>
            </li>
          ) : null}
        </ul>
      ) : (
        <p className="devices__starting">{t("device.starting")}</p>
      )}
      {microphone.track ? (
        <meter className="devices__level" aria-label={t("device.level")} min={0} max={1} value={level} />
      ) : null}
      {camera.problem || microphone.problem ? (
        <div>
          <Action variant="secondary" onClick={onRetry}>
            {t("device.retry")}
          </Action>
        </div>
      ) : null}
    </section>
  );
}

/** No page gets any device here, as in browsers inside other programs: another browser is the one thing that helps. */
function Unsupported() {
  const { t } = useTranslation("devices");
  return (
    <p className="devices__unsupported" role="alert">
      <Sign tone="error" />
      <span>{t("unsupported")}</span>
    </p>
  );
}

function tone(camera: Device): "success" | "warning" | "info" {
  if (camera.problem) return "warning"; // the call goes on with sound
  return camera.track ? "success" : "info";
}

/** Own camera as in a mirror. Muted and inline, or Safari would refuse to play it. */
function OwnPicture({ track }: { readonly track: MediaStreamTrack | null }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = track ? new MediaStream([track]) : null;
  }, [track]);
  return (
    <div className="devices__picture">
      {track ? (
        <video
          ref={video}
          data-testid="own-picture"
          aria-label={t("device.ownPicture")}
          autoPlay
          muted
          playsInline
        />
      ) : (
        <p>{t("device.noPicture")}</p>
      )}
    </div>
  );
}
