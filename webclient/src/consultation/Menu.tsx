import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";

interface MenuProps {
  readonly className: string;
  readonly testId: string;
  /** The id of the button, for those who give the focus back to it. */
  readonly buttonId?: string;
  /** What the button opens, in words. */
  readonly label: string;
  readonly children: ReactNode;
  /** Buttons; `close` ends the menu, and the focus is on its button again. */
  readonly items: (close: () => void) => ReactNode;
}

interface Spot {
  readonly left: number;
  readonly top: number;
}

/** Between the menu and the edge of the window. */
const MARGIN = 8;

/** A button that opens a few others above the page (WAI-ARIA, menu button); Escape, Tab or a press elsewhere closes it. */
export function Menu({ className, testId, buttonId, label, children, items }: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        id={buttonId}
        className={className}
        data-testid={testId}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && button.current ? (
        <Opened id={id} label={label} button={button.current} onClose={close} onLeave={() => setOpen(false)}>
          {items(close)}
        </Opened>
      ) : null}
    </>
  );
}

interface OpenedProps {
  readonly id: string;
  readonly label: string;
  readonly button: HTMLElement;
  readonly onClose: () => void;
  /** The person has gone on elsewhere: the focus stays there. */
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

function Opened({ id, label, button, onClose, onLeave, children }: OpenedProps) {
  const menu = useRef<HTMLDivElement>(null);
  const [spot, setSpot] = useState<Spot>({ left: 0, top: 0 });
  useLayoutEffect(() => {
    if (!menu.current) return;
    setSpot(beside(button, menu.current));
    menu.current.querySelector("button")?.focus();
  }, [button]);
  useEffect(() => {
    const view = button.ownerDocument.defaultView;
    const press = ({ target }: Event) => {
      if (target instanceof Node && !menu.current?.contains(target) && !button.contains(target)) onLeave();
    };
    const follow = () => menu.current && setSpot(beside(button, menu.current));
    view?.addEventListener("resize", follow);
    view?.addEventListener("pointerdown", press);
    return () => {
      view?.removeEventListener("resize", follow);
      view?.removeEventListener("pointerdown", press);
    };
  }, [button, onLeave]);
  const key = (event: KeyboardEvent) => {
    const all = [...(menu.current?.querySelectorAll("button") ?? [])];
    const here = all.findIndex((one) => one.matches(":focus"));
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all.at(next % all.length)?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      // The menu lies at the end of the page: Tab goes on from the button that it belongs to.
      event.stopPropagation();
      if (event.key === "Escape") event.preventDefault();
      onClose();
    }
  };
  return createPortal(
    <div
      ref={menu}
      id={id}
      className="menu"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      style={{ ...spot }}
      onKeyDown={key}
    >
      {children}
    </div>,
    button.ownerDocument.body,
  );
}

/** Below the button, or above it, in view whole. */
function beside(button: HTMLElement, menu: HTMLElement): Spot {
  const { left, top, bottom } = button.getBoundingClientRect();
  const { clientWidth, clientHeight } = button.ownerDocument.documentElement;
  const { offsetWidth, offsetHeight } = menu;
  const below = bottom + MARGIN + offsetHeight <= clientHeight;
  return {
    left: Math.max(MARGIN, Math.min(left, clientWidth - offsetWidth - MARGIN)),
    top: Math.max(MARGIN, below ? bottom + 4 : top - offsetHeight - 4),
  };
}

interface MenuItemProps {
  readonly testId: string;
  readonly onClick: () => void;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly grave?: boolean;
  /** Has no effect now; it keeps the focus. */
  readonly idle?: boolean;
  /** Is on or off. */
  readonly checked?: boolean;
}

/** One of the menu's buttons. */
export function MenuItem({
  testId,
  onClick,
  icon,
  children,
  grave = false,
  idle = false,
  checked,
}: MenuItemProps) {
  const same = {
    type: "button" as const,
    className: grave ? "menu__item menu__item--grave" : "menu__item",
    "data-testid": testId,
    "aria-disabled": idle,
    tabIndex: -1,
    onClick: idle ? undefined : onClick,
  };
  const content = (
    <>
      {icon}
      <span>{children}</span>
    </>
  );
  return checked === undefined ? (
    <button {...same} role="menuitem">
      {content}
    </button>
  ) : (
    <button {...same} role="menuitemcheckbox" aria-checked={checked}>
      {content}
    </button>
  );
}
