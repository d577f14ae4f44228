// What the policy lets each one do in a consultation (signaling/people/policy.py), as its snapshot tells.

const ALL = ["consultation:leave", "consultation:say", "consultation:signing", "hand:raise"] as const;
const MARKERS = ["mark:read", "mark:add", "mark:erase"] as const;
const HOSTS = [
  "interpreter:ask",
  "interpreter:cancel",
  "paper:add",
  "paper:turn",
  "paper:remove",
  "paper:print",
] as const;

export const MAY = {
  client: [...ALL, ...HOSTS, ...MARKERS, "paper:permit", "advisor:leave", "advisor:return"],
  expert: [
    ...ALL,
    ...HOSTS,
    ...MARKERS,
    "mark:erase-other",
    "paper:download",
    "paper:hand-over",
    "consultation:end",
    "consultation:admit",
    "consultation:remove",
    "chair:mute",
    "chair:lobby",
    "chair:lock",
    "hand:lower",
    "guest:invite",
    "advisor:answer",
    "identity:show",
    "identity:cancel",
    "identity:record",
    "notes:write",
    "ticket:return",
  ],
  interpreter: [...ALL, "mark:read"],
  guest: [...ALL, ...MARKERS],
} as const;
