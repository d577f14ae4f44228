import { useTranslation } from "react-i18next";
import type { Participant } from "../core/protocol";
import { useLanguage } from "../i18n";
import { CameraOffIcon, MicrophoneOffIcon, PersonIcon, SoundIcon } from "./Icons";
import { nameOf, ROLE_COLOURS } from "./people";
import { Video } from "./Video";

interface TileProps {
  readonly person: Participant;
  /** The live picture, once it is this person's. */
  readonly picture: MediaStreamTrack | null;
  readonly speaking: boolean;
  /** The path is lost: what is shown is the last frame, not what is there now. */
  readonly lost: boolean;
  /** Asks whether to show the person out; only for those who may. */
  readonly onRemove?: (() => void) | undefined;
}

/** The picture of one other participant, with role, name and authority on it (F-46). */
export function Tile({ person, picture, speaking, lost, onRemove }: TileProps) {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  const name = nameOf(person, local);
  const { participant, role, camera, connected } = person;
  const shown = picture !== null && camera && connected;
  return (
    <li
      className={speaking ? "tile tile--speaking" : "tile"}
      data-testid={`tile-${participant}`}
      data-role={role}
    >
      {shown ? (
        <Video
          key={participant}
          track={picture}
          label={name}
          waiting={<Placeholder text="pictureComing" />}
        />
      ) : (
        <Placeholder text={placeholder(person)} />
      )}
      {shown && lost ? <p className="tile__lost">{t("people.reconnecting")}</p> : null}
      <div className="tile__plate" style={{ borderLeftColor: ROLE_COLOURS[role] }}>
        <p className="tile__role">{local(person.label)}</p>
        {person.name ? <p className="tile__name">{person.name}</p> : null}
        {person.authority ? <p className="tile__authority">{local(person.authority)}</p> : null}
      </div>
      <div className="tile__states">
        {speaking ? (
          <span className="tile__state tile__state--speaking">
            <SoundIcon /> <span className="tile__state-text">{t("people.speaking")}</span>
          </span>
        ) : null}
        {person.microphone ? null : (
          <span className="tile__state">
            <MicrophoneOffIcon /> <span className="tile__state-text">{t("people.microphoneOff")}</span>
          </span>
        )}
      </div>
      {onRemove ? (
        <button
          type="button"
          id={removeIdOf(participant)}
          className="tile__remove"
          data-testid={`remove-${participant}`}
          onClick={onRemove}
        >
          <span className="tile__remove-text">{t("people.remove")}</span>
          <span className="tile__remove-short" aria-hidden="true">
            {t("people.removeShort")}
          </span>
          <span className="visually-hidden">: {name}</span>
        </button>
      ) : null}
    </li>
  );
}

/** The id of the button that shows this person out. */
export function removeIdOf(participant: string): string {
  return `remove-${participant}`;
}

function placeholder({ camera, connected }: Participant): "away" | "cameraOff" | "pictureComing" {
  if (!connected) return "away";
  return camera ? "pictureComing" : "cameraOff";
}

function Placeholder({ text }: { readonly text: "away" | "cameraOff" | "pictureComing" }) {
  const { t } = useTranslation("consultation");
  return (
    <div className="tile__empty">
      {text === "cameraOff" ? <CameraOffIcon /> : <PersonIcon />}
      <p>{t(`people.${text}`)}</p>
    </div>
  );
}
