import { useEffect, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Devices } from "../core/devices";
import type { SoundWish } from "../core/sound";
import { useStore } from "../core/store";
import { Switch } from "../design/Switch";

/** Which camera and microphone are used, whether the own voice is heard at all, and how it is treated (F-52). */
export function SettingsPanel({ devices }: { readonly devices: Devices }) {
  return (
    <div className="settings">
      <Choice devices={devices} name="camera" />
      <Choice devices={devices} name="microphone" />
      <Level devices={devices} />
      <SoundSwitch devices={devices} wish="noiseSuppression" text="noise" />
      <SoundSwitch devices={devices} wish="echoCancellation" text="echo" />
      <SoundSwitch devices={devices} wish="echoingRoom" text="room" />
    </div>
  );
}

interface SoundSwitchProps {
  readonly devices: Devices;
  readonly wish: keyof SoundWish;
  /** What it is called in the texts. */
  readonly text: "noise" | "echo" | "room";
}

function SoundSwitch({ devices, wish, text }: SoundSwitchProps) {
  const { t } = useTranslation("devices");
  const on = useStore(devices.sound)[wish];
  const hint = useId();
  return (
    <div className="sound-switch">
      <Switch
        label={t(`sound.${text}`)}
        state={on ? t("sound.on") : t("sound.off")}
        on={on}
        describedBy={hint}
        testId={`sound-${text}`}
        onChange={(wanted) => void devices.setSound({ [wish]: wanted })}
      />
      <p id={hint} className="quiet">
        {t(`sound.${text}Hint`)}
      </p>
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
