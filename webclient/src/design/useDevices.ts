import { useEffect, useState, useSyncExternalStore } from "react";
import type { Devices, DevicesState } from "../core/devices";

export interface DevicesView {
  readonly state: DevicesState;
  /** Loudness of the own microphone, 0..1. */
  readonly level: number;
}

/** What camera and microphone show while this component is drawn; opens them, and measures the level. */
export function useDevices(devices: Devices): DevicesView {
  const state = useSyncExternalStore(devices.state.subscribe, devices.state.get);
  const level = useSyncExternalStore(devices.level.subscribe, devices.level.get);
  useEffect(() => {
    void devices.open();
    return devices.watchLevel();
  }, [devices]);
  return { state, level };
}

/** True once the microphone has been heard, so that its sentence does not flicker with each pause. */
export function useHeard(level: number): boolean {
  const [heard, setHeard] = useState(false);
  if (!heard && level > HEARD_LEVEL) setHeard(true);
  return heard;
}

const HEARD_LEVEL = 0.06; // above the noise of a quiet room, below quiet speech
