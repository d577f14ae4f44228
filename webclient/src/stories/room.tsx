import { useEffect, useState } from "react";
import { Consultation } from "../consultation";
import { ApiError } from "../core/api";
import { ConsultationModel } from "../core/consultation";
import { Devices } from "../core/devices";
import type {
  ConsultationSnapshot,
  HandOverEntry,
  InterpreterCall,
  Mark,
  Participant,
  Topic,
} from "../core/protocol";
import { Sharing } from "../core/sharing";
import { TestApi } from "../core/testing/browser";
import { TestLink } from "../core/testing/link";
import { consultation, HERE, participant } from "../core/testing/messages";
import { DrawnConnection, DrawnMedia, drawnPage, draws } from "./drawn";
import { MAY } from "./may";
import { idOf, text } from "./people";

export interface Scene {
  readonly others: number;
  /** Whose screen it is. */
  readonly as?: "client" | "expert" | "interpreter" | "guest";
  /** One of them shares a screen. */
  readonly shared?: boolean;
  /** A paper lies on the table; broken: its page cannot be had; marked: all have marked it. */
  readonly paper?: boolean | "broken" | "marked";
  /** Nothing of the service is kept, or how a hand-over of the paper goes. */
  readonly out?: "confidential" | "asked" | "waiting" | "delivered";
  /** What the service point has declared of the advisor. */
  readonly advisor?: "present" | "away" | "asking";
  /** The first of them types letter by letter, and so does oneself. */
  readonly typing?: boolean;
  /** Some messages have been written. */
  readonly chat?: boolean;
  /** The last of them signs. */
  readonly signing?: boolean;
  /** Who is still in the lobby: oneself, or somebody whom the expert may let in. */
  readonly lobby?: "own" | "knocking";
  /** How the search for an interpreter goes. */
  readonly interpreter?: InterpreterCall["state"];
  /** An identity document is before the camera, or the method is recorded. */
  readonly identity?: "shown" | "recorded";
  /** Who leads has muted oneself. */
  readonly muted?: boolean;
  /** What has become of the line. */
  readonly line?: "down" | "full" | "lost" | "thin";
  /** The snapshot does not come, is refused, or another window has the place. */
  readonly opens?: "later" | "never" | "elsewhere";
}

const ME = idOf(900);
const PAPER = idOf(950);
/** What the policy withholds where nothing is kept. */
const KEEPING: ReadonlySet<string> = new Set([
  "paper:print",
  "paper:download",
  "paper:hand-over",
  "paper:permit",
]);
const SYSTEMS = [
  { authority: idOf(971), name: text("Kela", "FPA", "Kela"), own: true },
  {
    authority: idOf(972),
    name: text("Verohallinto", "Skatteförvaltningen", "Tax Administration"),
    own: false,
  },
] as const;
const LABELS = [
  ["expert", text("Asiantuntija", "Expert", "Expert"), text("Kela", "FPA", "Kela")],
  ["interpreter", text("Tulkki (arabia)", "Tolk (arabiska)", "Interpreter (Arabic)"), null],
  ["guest", text("Vieras", "Gäst", "Guest"), null],
] as const;
/** Of those whom an interpreter or a guest meets. */
const CLIENT = ["client", text("Asiakas", "Klient", "Client"), null] as const;
const TITLE = text("Etuusneuvoja", "Förmånsrådgivare", "Benefits adviser");
const NAMES = ["Anna-Liisa Mäkelä-Korhonen", "", "Veli Vieras", "Åsa Öström", "Maija", "", "Timo Tulkki"];
const OWN = {
  client: { role: "client", label: text("Asiakas", "Klient", "Client"), authority: null },
  expert: {},
  interpreter: { role: "interpreter", label: LABELS[1][1], authority: null },
  guest: { role: "guest", label: LABELS[2][1], authority: null },
} as const;
const TOPIC: Topic = {
  description: text(
    "Äitiys- ja vanhempainpäivärahat, lapsilisä ja lasten hoidon tuki.",
    "Moderskaps- och föräldradagpenning, barnbidrag och stöd för barnavård.",
    "Maternity and parental allowances, child benefit and child care support.",
  ),
  words: {
    fi: ["lapsilisä", "vanhempainraha", "kotihoidon tuki"],
    sv: ["barnbidrag", "föräldrapenning", "hemvårdsstöd"],
    en: ["child benefit", "parental allowance", "home care allowance"],
  },
};
const CHAT = [
  [1, "Hyvää päivää! Näkyykö hakemus?"],
  [900, "Näkyy. Mihin kohtaan vuokra kirjoitetaan?"],
  [1, "Kohtaan 4, sivulla kaksi. Voit katsoa samalla: https://www.kela.fi/asumistuki"],
] as const;

/** The consultation as this scene has it, drawn as its server would tell of it. */
export function RoomStory({ scene }: { readonly scene: Scene }) {
  const [model, setModel] = useState<ConsultationModel | null>(null);
  useEffect(() => {
    const made = roomOf(scene);
    setModel(made);
    return () => made.close();
  }, [scene]);
  return model ? <Consultation model={model} /> : null;
}

function person(number: number, scene: Scene): Participant {
  const comes = scene.as === "interpreter" || scene.as === "guest";
  const [role, label, authority] =
    comes && number === 1 ? CLIENT : (LABELS[number % LABELS.length] ?? LABELS[0]);
  const last = number === scene.others - 1;
  return participant(idOf(number + 1), {
    role,
    label,
    authority,
    title: role === "expert" ? TITLE : null,
    verified: role === "expert",
    name: NAMES[number % NAMES.length] ?? "",
    microphone: number !== 2,
    camera: number !== 3,
    handRaisedAt: number === 1 ? 7 : null,
    signing: (scene.signing ?? false) && last,
    state: scene.lobby === "knocking" && last ? "lobby" : "admitted",
  });
}

const NOTES = ["Allekirjoitus puuttuu vielä tästä kohdasta.", "Kiitos, tämä on kunnossa."] as const;
const STAMPS = ["sign_here", "check", "question", "cross"] as const;

function snapshotOf(scene: Scene, people: readonly Participant[]): ConsultationSnapshot {
  const { as = "client", paper = false, advisor = "present", lobby, interpreter, identity, muted } = scene;
  const own = participant(ME, {
    ...OWN[as],
    state: lobby === "own" ? "lobby" : "admitted",
    microphone: !muted,
    muted: muted ?? false,
  });
  const now = Date.now() / 1000;
  return consultation({
    me: ME,
    advisor,
    notes: as === "expert" ? "" : null,
    participants: lobby === "own" ? [own] : [own, ...people],
    serviceName: text("Perhe-etuudet", "Familjeförmåner", "Family benefits"),
    authorityName: text("Kela", "FPA", "Kela"),
    may: scene.out === "confidential" ? MAY[as].filter((action) => !KEEPING.has(action)) : MAY[as],
    papers: paper ? [{ paper: PAPER, name: "hakemus.pdf", pages: 3, addedBy: ME, addedAt: 0 }] : [],
    shownPaper: paper ? PAPER : null,
    // Without a number: what is said of it after some seconds would make the picture depend on the moment.
    phone: scene.line ? "" : "000 123 401",
    interpreterCall: interpreter ? { call: idOf(960), language: "ar", state: interpreter } : null,
    identity: {
      method: identity === "recorded" ? "document" : null,
      recordedAt: identity === "recorded" ? now - 60 : null,
      shownUntil: identity === "shown" ? now + 240 : null,
    },
    chat: scene.chat
      ? CHAT.map(([from, words], index) => ({
          sequence: index + 1,
          participant: idOf(from),
          text: words,
          at: now - 200 + index * 60,
        }))
      : [],
    startedAt: now - 300,
    topic: lobby === "own" ? TOPIC : null,
    confidential: scene.out === "confidential",
    caseSystems: as === "expert" && scene.out && scene.out !== "confidential" ? SYSTEMS : [],
    handedOver: handedOverIn(scene),
  });
}

function handedOverIn({ out }: Scene): readonly HandOverEntry[] {
  if (!out || out === "confidential") return [];
  const [kela, tax] = SYSTEMS;
  const to = out === "asked" ? tax : kela;
  return [{ handOver: idOf(970), paper: PAPER, authority: to.authority, authorityName: to.name, state: out }];
}

/** A line, a highlighted one, a note and a stamp of each. */
function marksOf(people: readonly Participant[]): readonly Mark[] {
  const wave = (top: number) =>
    Array.from({ length: 40 }, (_, at) => [
      1_000 + at * 60,
      Math.round(top + 60 * Math.sin(at / 2)),
      128,
    ]).flat();
  return [ME, ...people.map(({ participant: id }) => id)].flatMap((author, number): Mark[] => {
    const top = 1_500 + number * 2_500;
    const made = (at: number) => ({
      participant: author,
      mark: idOf(970 + number * 4 + at),
      sequence: number * 4 + at,
    });
    return [
      { ...made(1), kind: "pen", points: wave(top) },
      { ...made(2), kind: "highlighter", points: [1_000, top + 600, 128, 5_000, top + 600, 128] },
      { ...made(3), kind: "note", points: [5_500, top, 0], text: NOTES[number % NOTES.length] ?? "" },
      {
        ...made(4),
        kind: "stamp",
        points: [2_000, top + 1_100, 0],
        stamp: STAMPS[number % STAMPS.length] ?? null,
      },
    ];
  });
}

function opened({ opens }: Scene, snapshot: ConsultationSnapshot) {
  switch (opens) {
    case "later":
      return new Promise<never>(() => undefined);
    case "never":
      return new ApiError("unavailable");
    case "elsewhere":
      return new ApiError("conflict", "elsewhere");
    default:
      return snapshot;
  }
}

function roomOf(scene: Scene): ConsultationModel {
  const people = Array.from({ length: scene.others }, (_, number) => person(number, scene));
  const link = new TestLink()
    .answer("consultation:device", () => ({}))
    .answer("media:offer", () => ({ sdp: "answer" }))
    .answer("interpreter:languages", () => ({
      languages: [
        { language: "ar", free: 2 },
        { language: "so", free: 0 },
        { language: "fse", free: 1 },
      ],
    }))
    .answer("guest:invite", () => ({
      code: "K7QM-2F9D",
      url: "https://etaluukku.example.fi/join/K7QM-2F9D",
      expiresAt: Date.now() / 1000 + 1_800,
    }))
    .answer("consultation:open", () => opened(scene, snapshotOf(scene, people)));
  const page = `/api/consultations/${HERE}/papers/${PAPER}/pages/0`;
  const api = new TestApi(
    scene.paper === true || scene.paper === "marked"
      ? {
          [page]: drawnPage,
          [`${page}/text`]: { text: "Hakemus" },
          [`${page}/marks?after=0`]: { marks: scene.paper === "marked" ? marksOf(people) : [], more: false },
        }
      : {},
  );
  const media = new DrawnMedia();
  const model = new ConsultationModel(
    {
      api,
      link,
      devices: new Devices(media.devices),
      sharing: new Sharing(media.devices),
      createConnection: () => {
        const connection = new DrawnConnection();
        setTimeout(() => connected(scene, { connection, model, link, people }));
        return connection as unknown as RTCPeerConnection;
      },
    },
    HERE,
  );
  model.start();
  return model;
}

interface Connected {
  readonly connection: DrawnConnection;
  readonly model: ConsultationModel;
  readonly link: TestLink;
  readonly people: readonly Participant[];
}

/** What happens once sound and pictures are there. */
function connected(scene: Scene, { connection, model, link, people }: Connected): void {
  connection.moveTo("connected");
  for (const told of mapsOf(connection, people, scene)) link.tell("media:map", told);
  link.tell("media:speaking", { consultation: HERE, participant: people[0]?.participant ?? null });
  if (scene.typing) {
    const letters = connection.writer(people[0]?.participant ?? "");
    letters.receive("Hyvää päivää!\u2028Kuulen huonosti, siksi kirjoit");
    model.text.setLive(true);
    model.text.write("Hyvää päivää!\nHyv");
  }
  if (scene.line === "lost") {
    link.lives = false;
    connection.moveTo("disconnected");
  } else if (scene.line && scene.line !== "thin") link.line.set(scene.line);
}

function mapsOf(connection: DrawnConnection, people: readonly Participant[], { shared, line }: Scene) {
  if (!draws()) return [];
  const slots = connection.transceivers.filter(
    ({ kind, direction }) => `${kind} ${direction}` === "video recvonly",
  );
  const held = line === "thin";
  const map = (mid: string, kind: "video" | "screen", one: Participant | undefined) =>
    one ? [{ consultation: HERE, mid, kind, source: one.participant, switched: !held, held }] : [];
  const [first, second, third, screen, ...rest] = slots.map(({ mid }) => mid);
  const places = [first, second, third, ...rest].filter((mid) => mid !== undefined);
  const seen = people.filter(({ state }) => state === "admitted");
  return [
    ...places.flatMap((mid, index) => map(mid, "video", seen[index])),
    ...(shared && screen ? map(screen, "screen", seen[0]) : []),
  ];
}
