import { useCallback, useContext, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Amplifier } from "../core/amplifier";
import type { Call } from "../core/call";
import { sounds } from "../core/slots";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { Notice } from "../design/Notice";
import { Gain, useAmplifier } from "./gain";

/** Plays everybody's sound as loud as `Gain` says, and offers a button where the browser wants a gesture first (Safari). */
export function Sounds({ call }: { readonly call: Call }) {
  const { t } = useTranslation("consultation");
  const { slots } = useStore(call.state);
  const gain = useContext(Gain);
  const amplifier = useAmplifier(gain);
  const box = useRef<HTMLDivElement>(null);
  const [blocked, setBlocked] = useState(false);
  const onBlocked = useCallback(() => setBlocked(true), []);
  const listen = () => {
    setBlocked(false);
    for (const audio of box.current?.querySelectorAll("audio") ?? []) audio.play().catch(onBlocked);
  };
  return (
    <div ref={box} className="sounds">
      {sounds(slots).map(({ mid, track }) => (
        <Sound key={mid} track={track} gain={gain} amplifier={amplifier} onBlocked={onBlocked} />
      ))}
      {blocked ? (
        <Notice tone="warning" action={<Action onClick={listen}>{t("people.listen")}</Action>}>
          {t("people.listenWhy")}
        </Notice>
      ) : null}
    </div>
  );
}

interface SoundProps {
  readonly track: MediaStreamTrack;
  readonly gain: number;
  /** Plays in the place of the element, whose volume ends at 1. */
  readonly amplifier: Amplifier | null;
  readonly onBlocked: () => void;
}

function Sound({ track, gain, amplifier, onBlocked }: SoundProps) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (!audio) return;
    audio.srcObject = new MediaStream([track]);
    audio.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") onBlocked();
    });
    return () => {
      audio.srcObject = null;
    };
  }, [track, onBlocked]);
  useEffect(() => {
    const audio = element.current;
    if (audio) audio.volume = Math.min(1, gain);
  }, [gain]);
  useEffect(() => {
    const audio = element.current;
    if (!audio || !amplifier) return;
    const stop = amplifier.play(track);
    audio.muted = true; // it goes on playing: Chromium hands a remote track to Web Audio only then
    return () => {
      stop();
      audio.muted = false;
    };
  }, [track, amplifier]);
  // biome-ignore lint/a11y/useMediaCaption: live speech between people; there is nothing to caption from
  return <audio ref={element} autoPlay />;
}
