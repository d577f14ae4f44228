import "./deviceNotice.css";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import type { Fault } from "../core/watchers/notices";
import { DeviceWatch } from "../core/watchers/watch";
import { Action } from "../design/Action";
import { Notice } from "../design/Notice";

interface DeviceNoticeProps {
  readonly model: ConsultationModel;
  /** Opens the panel where another microphone is chosen; none on the client's own screen, which has no settings. */
  readonly onSettings?: (() => void) | undefined;
}

/** What is the matter with microphone, camera or room, one thing at a time, and one thing to do about it (F-14). */
export function DeviceNotice({ model, onSettings }: DeviceNoticeProps) {
  const watch = useDeviceWatch(model);
  return watch ? <FaultNotice watch={watch} model={model} onSettings={onSettings} /> : null;
}

/** A watch for as long as the room is on the screen. */
function useDeviceWatch({ devices, call }: ConsultationModel): DeviceWatch | null {
  const [watch, setWatch] = useState<DeviceWatch | null>(null);
  useEffect(() => {
    const own = new DeviceWatch({ devices, call: call.state });
    own.start();
    setWatch(own);
    return () => own.close();
  }, [devices, call]);
  return watch;
}

interface FaultNoticeProps extends DeviceNoticeProps {
  readonly watch: Pick<DeviceWatch, "state" | "dismiss">;
}

/** The fault that the watch tells now, if any. */
export function FaultNotice({ watch, model, onSettings }: FaultNoticeProps) {
  const { t } = useTranslation("devices");
  const fault = useStore(watch.state);
  const { participants, me } = useStore(model.state);
  const { presence } = useStore(model.advisor.state);
  if (!fault) return null;
  const role = participants.find(({ participant }) => participant === me)?.role;
  // At a service point the advisor sets the devices right, not the citizen.
  const advised = role === "client" && presence === "present";
  const title = t(`fault.${fault}Title`);
  return (
    <Bar key={fault} fault={fault}>
      <Notice
        tone="warning"
        title={advised ? t("fault.toAdvisor", { title }) : title}
        action={
          <div className="buttons">
            <Remedy fault={fault} watch={watch} model={model} onSettings={onSettings} />
            <Action variant="secondary" data-testid="device-notice-close" onClick={() => watch.dismiss()}>
              {t("fault.close")}
            </Action>
          </div>
        }
      >
        {t(`fault.${fault}`)}
      </Notice>
    </Bar>
  );
}

/** Over the whole width. When it goes, whoever was on its buttons goes on at the call's controls. */
function Bar({ fault, children }: { readonly fault: Fault; readonly children: ReactNode }) {
  const bar = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const own = bar.current;
    return () => {
      if (own?.contains(document.activeElement)) document.getElementById("actions")?.focus();
    };
  }, []);
  return (
    <div ref={bar} className="device-notice" data-testid="device-notice" data-fault={fault}>
      {children}
    </div>
  );
}

interface RemedyProps extends FaultNoticeProps {
  readonly fault: Fault;
}

/** The one press that helps; nothing where hands must do it. */
function Remedy({ fault, watch, model: { devices }, onSettings }: RemedyProps): ReactNode {
  const { t } = useTranslation("devices");
  const remedies: Record<Fault, (() => void) | null> = {
    howl: () => void devices.setSound({ echoingRoom: true }),
    microphoneOff: () => void devices.setMicrophone(true),
    microphoneSilent: onSettings ?? null,
    cameraCovered: null,
    cameraFrozen: () => void devices.setCamera(false).then(() => devices.setCamera(true)),
  };
  const remedy = remedies[fault];
  if (!remedy || fault === "cameraCovered") return null;
  return (
    <Action
      data-testid="device-notice-remedy"
      onClick={() => {
        watch.dismiss();
        remedy();
      }}
    >
      {t(`fault.${fault}Remedy`)}
    </Action>
  );
}
