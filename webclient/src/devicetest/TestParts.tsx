import { useEffect, useState } from "react";
import { Devices } from "../core/devices";
import { DevicePanel } from "../design/DevicePanel";
import { useDevices } from "../design/useDevices";
import { NetworkCheck } from "./NetworkCheck";
import { SpeakerCheck } from "./SpeakerCheck";

/** With camera and microphone that are open as long as the test is. */
export function OwnParts() {
  const [devices, setDevices] = useState<Devices | null>(null);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks the browser anew
  useEffect(() => {
    const own = new Devices();
    setDevices(own);
    return () => own.close();
  }, [round]);
  return devices ? <Parts devices={devices} picture onRetry={() => setRound(round + 1)} /> : null;
}

interface PartsProps {
  readonly devices: Devices;
  readonly picture: boolean;
  readonly onRetry?: () => void;
}

/** With those of somebody else, whose picture is perhaps shown already. */
export function Parts({ devices, picture, onRetry = () => void devices.retry() }: PartsProps) {
  const { state, level } = useDevices(devices);
  return (
    <>
      <DevicePanel devices={state} level={level} picture={picture} onRetry={onRetry} />
      <div className="device-test__rest">
        <SpeakerCheck />
        <NetworkCheck />
      </div>
    </>
  );
}
