import type { KeyboardEvent, PointerEvent } from "react";
import { useRef, useState } from "react";
import type { ConsultationModel } from "../../core/consultation";
import { mayCapture } from "../../core/identity";
import type { Marking, Tool } from "../../core/marking";
import { GRID, type Mark } from "../../core/marks";
import { useStore } from "../../core/store";
import { gridPoint } from "../../core/strokes";
import { toolOfKey } from "./MarkTools";

/** Pressure of what tells none: a mouse, a finger, a key. */
const USUAL = 0.5;

interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Drawing {
  /** The tool that works on this page now; null: pointing. */
  readonly tool: Tool | null;
  /** The mark under the pointer. */
  readonly touched: Mark | null;
  /** Takes a press; false: it is for pointing. */
  readonly down: (event: PointerEvent<HTMLElement>) => boolean;
  readonly move: (event: PointerEvent<HTMLElement>) => boolean;
  readonly up: (event: PointerEvent<HTMLElement>) => void;
  readonly cancel: () => void;
  /** Takes a key, with the place that the arrow keys have moved to; false: it is another's. */
  readonly press: (event: KeyboardEvent, at: Place) => boolean;
  /** The arrow keys have moved the pointer. */
  readonly moved: (to: Place) => void;
}

/** What mouse, pen, finger and keys do with the tool in the hand (F-36). `ready`: this is the shown page. */
export function useDrawing(
  model: ConsultationModel,
  marking: Marking,
  aspect: number,
  ready: boolean,
): Drawing {
  const { may } = useStore(model.state);
  const free = mayCapture(useStore(model.identity.state));
  const state = useStore(marking.state);
  const [touched, setTouched] = useState<Mark | null>(null);
  /** The pointer that draws; "keys": the arrow keys do. */
  const drawing = useRef<number | "keys" | null>(null);
  const tool = ready && free && may.has("mark:add") ? state.tool : null;
  const any = may.has("mark:erase-other");

  const eraseAt = ({ x, y }: Place) => {
    const mark = marking.at(x * GRID, y * GRID, aspect, any);
    if (mark) void marking.erase(mark);
  };
  const use = (place: Place, pressure: number): void => {
    const point = gridPoint(place.x, place.y, pressure);
    if (tool === "pen" || tool === "highlighter") marking.begin(tool, point);
    else if (tool === "note") marking.write(point);
    else if (tool === "stamp") void marking.stamp(point);
    else if (tool === "eraser") eraseAt(place);
  };
  const finish = () => {
    if (drawing.current !== null) marking.finish();
    drawing.current = null;
  };

  return {
    tool,
    touched,
    down: (event) => {
      if (!tool || !event.isPrimary || event.button !== 0) return tool !== null;
      if (tool !== "note") event.currentTarget.setPointerCapture?.(event.pointerId);
      else event.preventDefault(); // the page does not take the focus back from the note's text
      drawing.current = event.pointerId;
      use(placeOf(event, event.currentTarget), pressureOf(event));
      return true;
    },
    move: (event) => {
      if (drawing.current !== event.pointerId) {
        const { x, y } = placeOf(event, event.currentTarget);
        setTouched(marking.at(x * GRID, y * GRID, aspect, true));
        return false;
      }
      const sheet = event.currentTarget;
      if (tool === "eraser") eraseAt(placeOf(event, sheet));
      const { nativeEvent: native } = event;
      const all = native.getCoalescedEvents?.() ?? [];
      const points = (all.length > 0 ? all : [native]).flatMap((one) => {
        const { x, y } = placeOf(one, sheet);
        return gridPoint(x, y, pressureOf(one));
      });
      marking.extend(points);
      return true;
    },
    up: (event) => {
      if (drawing.current === event.pointerId) finish();
    },
    cancel: () => {
      drawing.current = null;
      marking.cancel();
    },
    press: (event, at) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && may.has("mark:erase")) {
        event.preventDefault();
        void marking.undo();
        return true;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      const chosen = toolOfKey(event.key);
      if (chosen !== undefined && may.has("mark:add") && free) {
        drawing.current = null;
        marking.take(chosen);
        return true;
      }
      if (event.key === "Escape" && drawing.current !== null) {
        drawing.current = null;
        marking.cancel();
        return true;
      }
      if (event.key !== "Enter" || !tool) return false;
      event.preventDefault();
      if (drawing.current === "keys") finish();
      else {
        use(at, USUAL);
        if (tool === "pen" || tool === "highlighter") drawing.current = "keys";
      }
      return true;
    },
    moved: ({ x, y }) => {
      if (drawing.current === "keys") marking.extend(gridPoint(x, y, USUAL));
    },
  };
}

function placeOf({ clientX, clientY }: { clientX: number; clientY: number }, sheet: HTMLElement): Place {
  const box = sheet.getBoundingClientRect();
  return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
}

function pressureOf({ pointerType, pressure }: { pointerType: string; pressure: number }): number {
  return pointerType === "pen" ? pressure : USUAL;
}
