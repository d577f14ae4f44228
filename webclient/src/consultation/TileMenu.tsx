import { useTranslation } from "react-i18next";
import { type Arrangement, type ArrangementState, BOUNDS, type SizeName } from "../core/arrangement";
import type { Participant } from "../core/protocol";
import { useStore } from "../core/store";
import { useLanguage } from "../i18n";
import {
  LargerIcon,
  MicrophoneOffIcon,
  MoreIcon,
  PersonIcon,
  PinIcon,
  RemoveIcon,
  SmallerIcon,
} from "./Icons";
import { Menu, MenuItem } from "./Menu";
import { nameOf } from "./people";

interface TileMenuProps {
  readonly person: Participant;
  readonly pictures: Arrangement;
  /** The large pictures, the first one first. */
  readonly large: readonly string[];
  /** Tells in words what a press has done. */
  readonly onTold: (words: string) => void;
  readonly chair?: ChairDeeds;
}

/** What who leads can do to this person; what is not there cannot be done now, or not by this one. */
export interface ChairDeeds {
  readonly onMute?: (() => void) | undefined;
  readonly onSendBack?: (() => void) | undefined;
  /** Asks whether to show the person out. */
  readonly onRemove?: (() => void) | undefined;
}

/** What can be done with somebody's picture: pinned, made larger or smaller, and for who leads, removed. */
export function TileMenu({ person, pictures, large, onTold, chair = {} }: TileMenuProps) {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  const state = useStore(pictures.state);
  const { participant } = person;
  const name = nameOf(person, local);
  const pinned = state.pins.includes(participant);
  const pin = () => {
    if (pinned) pictures.unpin(participant);
    else pictures.pin(participant);
    onTold(t(pinned ? "pictures.unpinned" : "pictures.pinnedNow", { name }));
  };
  return (
    <Menu
      className="tile__menu"
      testId={`menu-${participant}`}
      buttonId={menuIdOf(participant)}
      label={t("pictures.menu", { name })}
      items={(close) => (
        <>
          <MenuItem
            testId={`pin-${participant}`}
            icon={<PinIcon />}
            onClick={() => {
              pin();
              close();
            }}
          >
            {t(pinned ? "pictures.unpin" : "pictures.pin")}
          </MenuItem>
          {large.includes(participant) ? (
            <SizeItems
              pictures={pictures}
              state={state}
              second={large[1] === participant}
              large={large.length}
              onTold={onTold}
            />
          ) : null}
          <ChairItems participant={participant} chair={chair} close={close} />
        </>
      )}
    >
      <MoreIcon />
      <span className="visually-hidden">{t("pictures.menu", { name })}</span>
    </Menu>
  );
}

/** The id of the button that opens this person's menu. */
export function menuIdOf(participant: string): string {
  return `menu-${participant}`;
}

interface ChairItemsProps {
  readonly participant: string;
  readonly chair: ChairDeeds;
  readonly close: () => void;
}

function ChairItems({ participant, chair, close }: ChairItemsProps) {
  const { t } = useTranslation("consultation");
  const { onMute, onSendBack, onRemove } = chair;
  const after = (deed: () => void) => () => {
    close();
    deed();
  };
  return (
    <>
      {onMute ? (
        <MenuItem testId={`mute-${participant}`} icon={<MicrophoneOffIcon />} onClick={after(onMute)}>
          {t("chair.mute")}
        </MenuItem>
      ) : null}
      {onSendBack ? (
        <MenuItem testId={`lobby-${participant}`} icon={<PersonIcon />} onClick={after(onSendBack)}>
          {t("chair.lobby")}
        </MenuItem>
      ) : null}
      {onRemove ? (
        <MenuItem testId={`remove-${participant}`} icon={<RemoveIcon />} grave onClick={after(onRemove)}>
          {t("people.remove")}
        </MenuItem>
      ) : null}
    </>
  );
}

interface SizeItemsProps {
  readonly pictures: Arrangement;
  readonly state: ArrangementState;
  /** It is the second of the large ones: it grows as the first one's share falls. */
  readonly second: boolean;
  readonly large: number;
  readonly onTold: (words: string) => void;
}

/** Larger and smaller: of two at each other's cost, else at the cost of the small ones, then of the papers. */
function SizeItems({ pictures, state, second, large, onTold }: SizeItemsProps) {
  const { t } = useTranslation("consultation");
  const change = (direction: 1 | -1): (() => void) | null => {
    const names: readonly SizeName[] = large === 2 ? ["share", "area", "column"] : ["area", "column"];
    for (const name of names) {
      const towards = name === "share" && second ? (-direction as 1 | -1) : direction;
      const { least, most } = BOUNDS[name];
      if (state[name] === (towards > 0 ? most : least)) continue;
      return () => {
        pictures.step(name, towards);
        const percent = pictures.state.get()[name];
        onTold(t("pictures.sizeNow", { percent: towards === direction ? percent : 100 - percent }));
      };
    }
    return null;
  };
  const [larger, smaller] = [change(1), change(-1)];
  return (
    <>
      <MenuItem testId="picture-larger" icon={<LargerIcon />} idle={!larger} onClick={() => larger?.()}>
        {t("pictures.larger")}
      </MenuItem>
      <MenuItem testId="picture-smaller" icon={<SmallerIcon />} idle={!smaller} onClick={() => smaller?.()}>
        {t("pictures.smaller")}
      </MenuItem>
    </>
  );
}
