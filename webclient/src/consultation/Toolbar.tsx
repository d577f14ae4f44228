import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { MoreIcon } from "./Icons";
import { Menu, MenuItem } from "./Menu";
import { roleOf } from "./people";
import { type PanelName, type ToolEntry, useTools } from "./tools";
import { useViewport } from "./useViewport";

interface ToolbarProps {
  readonly model: ConsultationModel;
  readonly panel: PanelName | null;
  readonly unread: number;
  readonly onPanel: (panel: PanelName) => void;
}

/** Width that one control and the gap after it need: with larger text, on a small screen, else. CSS px. */
const LARGE_PX = 124;
const SMALL_PX = 76;
const USUAL_PX = 96;
/** A guest has so many at most: microphone, camera, messages, hand, the rest and the way out. */
const GUEST_TOOLS = 6;
/** As in consultation.css. */
const SMALL_SCREEN_PX = 600;

/** The call's controls in one row; where there is no room for all, the rest is one press away. */
export function Toolbar({ model, panel, unread, onPanel }: ToolbarProps) {
  const { t } = useTranslation("consultation");
  const { participants, me } = useStore(model.state);
  const role = roleOf(participants, me);
  const { width } = useViewport();
  const large = role === "client" || role === "guest";
  const needed = width <= SMALL_SCREEN_PX ? SMALL_PX : large ? LARGE_PX : USUAL_PX;
  const room = Math.min(
    Math.floor(width / needed),
    role === "guest" ? GUEST_TOOLS : Number.POSITIVE_INFINITY,
  );
  const { row, more } = split(useTools(model, unread, onPanel), room);
  const last = row.at(-1);
  return (
    <section id="actions" className="toolbar" aria-label={t("actions.title")} tabIndex={-1}>
      {row.slice(0, -1).map((tool) => (
        <Tool key={tool.key} tool={tool} panel={panel} />
      ))}
      {more.length > 0 ? <More tools={more} unread={unread} /> : null}
      {last ? <Tool key={last.key} tool={last} panel={panel} /> : null}
    </section>
  );
}

/** What is in view and what is not. The first two and the last, which ends the call, always are. */
export function split<T>(
  tools: readonly T[],
  room: number,
): { readonly row: readonly T[]; readonly more: readonly T[] } {
  if (tools.length <= Math.max(room, 3)) return { row: tools, more: [] };
  const first = Math.max(2, room - 2); // two places are for the rest and for the last
  return { row: [...tools.slice(0, first), ...tools.slice(-1)], more: tools.slice(first, -1) };
}

interface MoreProps {
  readonly tools: readonly ToolEntry[];
  readonly unread: number;
}

function More({ tools, unread }: MoreProps) {
  const { t } = useTranslation("consultation");
  const news = unread > 0 && tools.some(({ key }) => key === "chat");
  return (
    <Menu
      className="tool"
      testId="more-tools"
      buttonId="tool-more"
      label={t("actions.more")}
      items={(close) =>
        tools.map(({ key, testId, icon, label, onClick }) => (
          <MenuItem
            key={key}
            testId={testId}
            icon={icon}
            onClick={() => {
              close();
              onClick();
            }}
          >
            {label}
          </MenuItem>
        ))
      }
    >
      <Sign icon={<MoreIcon />} badge={news} />
      <span className="tool__label">
        {news ? t("actions.moreUnread", { count: unread }) : t("actions.more")}
      </span>
    </Menu>
  );
}

interface ToolProps {
  readonly tool: ToolEntry;
  readonly panel: PanelName | null;
}

function Tool({ tool, panel }: ToolProps) {
  const { opens, testId, icon, label, off = false, on = false, grave = false, badge = false, onClick } = tool;
  const classes = ["tool", off && "tool--off", on && "tool--on", grave && "tool--grave"];
  return (
    <button
      type="button"
      id={`tool-${tool.key}`}
      aria-expanded={opens && panel === opens}
      aria-controls={opens && panel === opens ? `panel-${opens}` : undefined}
      className={classes.filter(Boolean).join(" ")}
      data-testid={testId}
      onClick={onClick}
    >
      <Sign icon={icon} badge={badge} />
      <span className="tool__label">{label}</span>
    </button>
  );
}

function Sign({ icon, badge }: { readonly icon: ReactNode; readonly badge: boolean }) {
  return (
    <span className="tool__icon">
      {icon}
      {badge ? <span className="tool__badge" aria-hidden="true" /> : null}
    </span>
  );
}
