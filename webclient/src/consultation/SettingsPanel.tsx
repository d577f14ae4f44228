import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Devices } from "../core/devices";
import { useStore } from "../core/store";

/** Which camera and microphone are used, and whether the own voice is heard at all. */
export function SettingsPanel({ devices }: { readonly devices: Devices }) {
  return (
    <div className="settings">
      <Choice devices={devices} name="camera" />
      <Choice devices={devices} name="microphone" />
      <Level devices={devices} />
    </div>
  );
}

interface ChoiceProps {
  readonly devices: Devices;
  readonly name: "camera" | "microphone";
}

function Choice({ devices, name }: ChoiceProps) {
  const { t } = useTranslation("consultation");
  const { choices, chosen } = useStore(devices.state)[name];
  const unnamed = name === "camera" ? "settings.unnamedCamera" : "settings.unnamedMicrophone";
  return (
    <label className="field">
      <span>{t(`settings.${name}`)}</span>
      <select value={chosen ?? ""} onChange={({ target }) => void devices.choose(name, target.value)}>
        {chosen === null ? (
          <option value="" disabled>
            {choices.length === 0 ? t("settings.none") : ""}
          </option>
        ) : null}
        {choices.map(({ id, label }, index) => (
          <option key={id} value={id}>
            {label || t(unnamed, { number: index + 1 })}
          </option>
        ))}
      </select>
    </label>
  );
}

function Level({ devices }: { readonly devices: Devices }) {
  const { t } = useTranslation("consultation");
  const level = useStore(devices.level);
  useEffect(() => devices.watchLevel(), [devices]);
  return (
    <label className="field">
      <span>{t("settings.level")}</span>
      <meter className="level" min={0} max={1} value={level} />
    </label>
  );
}
