import type { StampName } from "../../core/protocol";
import { Icon } from "../Icons";

const TOOLS = {
  point: "M5 3l13 8-6 1.500 4 7-2.500 1.500-4-7L5 18z",
  pen: "M4 20l1-4.500L16.500 4a2 2 0 0 1 3 0l.5.5a2 2 0 0 1 0 3L8.500 19z",
  highlighter: "M9 14l-3 3v3h5l2-2M9 14l8-9 4 4-9 8zM4 22h16",
  note: "M4 4h16v11l-5 5H4zM20 15h-5v5M8 9h8M8 13h5",
  stamp: "M9 12c1-2-1-4-1-6a4 4 0 0 1 8 0c0 2-2 4-1 6h3a2 2 0 0 1 2 2v3H4v-3a2 2 0 0 1 2-2zM5 21h14",
  eraser: "M9 20H5l-2-2a2 2 0 0 1 0-3L14 4a2 2 0 0 1 3 0l4 4a2 2 0 0 1 0 3L12 20zM8 10l7 7M9 20h12",
  undo: "M8 5L3 10l5 5M3 10h11a6 6 0 0 1 0 12h-3",
} as const;

export type ToolSignName = keyof typeof TOOLS;

export function ToolSign({ name }: { readonly name: ToolSignName }) {
  return (
    <Icon>
      <path d={TOOLS[name]} />
    </Icon>
  );
}

const STAMPS: Record<StampName, string> = {
  check: "M4 13l5 5L20 6",
  cross: "M5 5l14 14M19 5L5 19",
  question: "M8 8a4 4 0 1 1 6 3.500c-1.500 1-2 1.500-2 3.500M12 19v.5",
  sign_here: "M3 17c3-6 5-9 7-9s-2 9 0 9 3-4 5-4 1 4 6 3M3 21h18",
};

export function StampSign({ stamp }: { readonly stamp: StampName }) {
  return (
    <Icon>
      <path d={STAMPS[stamp]} />
    </Icon>
  );
}
