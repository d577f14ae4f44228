import type { CSSProperties, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Participant } from "../core/protocol";
import type { GrowingLine } from "../core/realTimeText";
import { useLanguage } from "../i18n";
import { readable } from "./conversation";
import {
  CameraOffIcon,
  HandIcon,
  MicrophoneOffIcon,
  PersonIcon,
  PinIcon,
  SigningIcon,
  SoundIcon,
  VerifiedIcon,
} from "./Icons";
import type { Place } from "./layout";
import { isHandUp, nameOf, ROLE_COLOURS } from "./people";
import { Video } from "./Video";

interface TileProps {
  readonly person: Participant;
  /** The live picture, once it is this person's. */
  readonly picture: MediaStreamTrack | null;
  readonly speaking: boolean;
  /** How it was established who the person is, in words; for the client alone. */
  readonly identity?: string | null;
  /** What the person is typing, or has typed a moment ago. */
  readonly line?: GrowingLine | undefined;
  /** The path is lost: what is shown is the last frame, not what is there now. */
  readonly lost: boolean;
  /** Lowers the person's hand; only for those who may. */
  readonly onLowerHand?: (() => void) | undefined;
  /** Where the picture lies, when some are large; else the style sheet decides. */
  readonly place?: Place | undefined;
  readonly pinned?: boolean;
  /** What can be done with the picture. */
  readonly menu?: ReactNode;
}

/** The picture of one other participant, with role, name and authority on it (F-46). */
export function Tile(props: TileProps) {
  const { person, picture, speaking, identity, line, lost, onLowerHand, place, pinned = false, menu } = props;
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
      data-large={place?.large}
      style={place && styleOf(place)}
    >
      {shown ? (
        <Video
          key={participant}
          track={picture}
          label={t("people.picture")}
          waiting={<Placeholder text="pictureComing" />}
        />
      ) : (
        <Placeholder text={placeholder(person)} />
      )}
      {shown && lost ? <p className="tile__lost">{t("people.reconnecting")}</p> : null}
      {line ? (
        <p className="tile__text" data-testid={`text-${participant}`} dir="auto">
          <span>{readable(line.text)}</span>
        </p>
      ) : null}
      <div className="tile__plate" style={{ borderLeftColor: ROLE_COLOURS[role] }}>
        <p className="tile__role">{local(person.label)}</p>
        {person.name ? <p className="tile__name">{person.name}</p> : null}
        <Office person={person} />
        {identity ? (
          <p className="tile__identity" data-testid="identity">
            {identity}
          </p>
        ) : null}
      </div>
      <States person={person} name={name} speaking={speaking} pinned={pinned} onLowerHand={onLowerHand} />
      {menu}
    </li>
  );
}

/** What an expert is and at which authority, with the mark of one who has signed in as that (F-98). */
function Office({ person: { title, authority, verified } }: { readonly person: Participant }) {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  const words = [title, authority].flatMap((text) => (text ? [local(text)] : []));
  return (
    <>
      {words.length > 0 ? <p className="tile__authority">{words.join(", ")}</p> : null}
      {verified ? (
        <p className="tile__verified" data-testid="verified">
          <VerifiedIcon />
          <span className="tile__verified-text">{t("people.verified")}</span>
        </p>
      ) : null}
    </>
  );
}

/** In the flow, so that what is large can stay while the small ones are scrolled. */
function styleOf({ x, y, width, height, large }: Place): CSSProperties {
  const size = { width, height, marginLeft: x, marginTop: y };
  return large ? { ...size, position: "sticky", left: x, top: y } : size;
}

interface StatesProps extends Pick<TileProps, "person" | "speaking" | "onLowerHand"> {
  readonly name: string;
  readonly pinned: boolean;
}

function States({ person, name, speaking, pinned, onLowerHand }: StatesProps) {
  const { t } = useTranslation("consultation");
  return (
    <div className="tile__states">
      {isHandUp(person) ? <Hand name={name} onLower={onLowerHand} /> : null}
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
      {person.signing ? (
        <span className="tile__state">
          <SigningIcon /> <span className="tile__state-text">{t("pictures.signing")}</span>
        </span>
      ) : null}
      {pinned ? (
        <span className="tile__state">
          <PinIcon /> <span className="tile__state-text">{t("pictures.pinned")}</span>
        </span>
      ) : null}
    </div>
  );
}

interface HandProps {
  readonly name: string;
  readonly onLower: (() => void) | undefined;
}

/** A raised hand; for who leads also the way to lower it. */
function Hand({ name, onLower }: HandProps) {
  const { t } = useTranslation("consultation");
  return (
    <>
      <span className="tile__state tile__state--hand" data-testid="hand-up">
        <HandIcon /> <span className="tile__state-text">{t("hand.up")}</span>
      </span>
      {onLower ? (
        <button type="button" className="tile__lower-hand" data-testid="lower-hand" onClick={onLower}>
          {t("hand.lower")}
          <span className="visually-hidden">: {name}</span>
        </button>
      ) : null}
    </>
  );
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
