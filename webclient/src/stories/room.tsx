import { useEffect, useState } from "react";
import { Consultation } from "../consultation";
import { ConsultationModel } from "../core/consultation";
import { Devices } from "../core/devices";
import type { Participant } from "../core/protocol";
import { Sharing } from "../core/sharing";
import { TestApi, TestConnection, TestMedia, TestStream } from "../core/testing/browser";
import { TestLink } from "../core/testing/link";
import { consultation, HERE, participant } from "../core/testing/messages";
import { idOf, text } from "./people";

interface RoomStoryProps {
  readonly others: number;
  /** One of them shares a screen. */
  readonly shared?: boolean;
  /** A paper lies on the table. */
  readonly paper?: boolean;
  /** As the expert sees it rather than the client. */
  readonly desk?: boolean;
}

const ME = idOf(900);
const PAPER = idOf(950);
const LABELS = [
  ["expert", text("Asiantuntija", "Expert", "Expert"), text("Kela", "FPA", "Kela")],
  ["interpreter", text("Tulkki (arabia)", "Tolk (arabiska)", "Interpreter (Arabic)"), null],
  ["guest", text("Vieras", "Gäst", "Guest"), null],
] as const;
const NAMES = ["Anna-Liisa Mäkelä-Korhonen", "", "Veli Vieras", "Åsa Öström", "Maija", "", "Timo Tulkki"];

/** The consultation with so many others, as its server would tell of them. */
export function RoomStory(props: RoomStoryProps) {
  const [model, setModel] = useState<ConsultationModel | null>(null);
  const { others, shared = false, paper = false, desk = false } = props;
  useEffect(() => {
    const made = roomOf({ others, shared, paper, desk });
    setModel(made);
    return () => made.close();
  }, [others, shared, paper, desk]);
  return model ? <Consultation model={model} /> : null;
}

function person(number: number): Participant {
  const [role, label, authority] = LABELS[number % LABELS.length] ?? LABELS[0];
  return participant(idOf(number + 1), {
    role,
    label,
    authority,
    name: NAMES[number % NAMES.length] ?? "",
    microphone: number !== 2,
    camera: number !== 3,
  });
}

function roomOf({ others, shared, paper, desk }: Required<RoomStoryProps>): ConsultationModel {
  const people = Array.from({ length: others }, (_, number) => person(number));
  const own = participant(ME, desk ? {} : { role: "client", label: text("Asiakas", "Klient", "Client") });
  const link = new TestLink()
    .answer("consultation:device", () => ({}))
    .answer("media:offer", () => ({ sdp: "answer" }))
    .answer("consultation:open", () =>
      consultation({
        me: ME,
        participants: [own, ...people],
        serviceName: text("Perhe-etuudet", "Familjeförmåner", "Family benefits"),
        may: desk
          ? ["consultation:end", "consultation:remove", "interpreter:ask", "guest:invite", "paper:turn"]
          : ["consultation:leave", "interpreter:ask", "paper:turn", "paper:add"],
        papers: paper ? [{ paper: PAPER, name: "hakemus.pdf", pages: 3, addedBy: ME, addedAt: 0 }] : [],
        shownPaper: paper ? PAPER : null,
        startedAt: Date.now() / 1000 - 300,
      }),
    );
  const media = new DrawnMedia();
  const model = new ConsultationModel(
    {
      api: new TestApi(),
      link,
      devices: new Devices(media.devices),
      sharing: new Sharing(media.devices),
      createConnection: () => {
        const connection = new DrawnConnection();
        setTimeout(() => {
          connection.moveTo("connected");
          for (const told of mapsOf(connection, people, shared)) link.tell("media:map", told);
          link.tell("media:speaking", { consultation: HERE, participant: people[0]?.participant ?? null });
        });
        return connection as unknown as RTCPeerConnection;
      },
    },
    HERE,
  );
  model.start();
  return model;
}

/** jsdom has no media: there the pictures are still to come. */
const draws = () => "captureStream" in HTMLCanvasElement.prototype;
if (!draws()) Object.assign(globalThis, { MediaStream: TestStream });

function mapsOf(connection: TestConnection, people: readonly Participant[], shared: boolean) {
  if (!draws()) return [];
  const slots = connection.transceivers.filter(
    ({ kind, direction }) => `${kind} ${direction}` === "video recvonly",
  );
  const map = (mid: string, kind: "video" | "screen", one: Participant | undefined) =>
    one ? [{ consultation: HERE, mid, kind, source: one.participant, switched: true }] : [];
  const [first, second, third, screen, ...rest] = slots.map(({ mid }) => mid);
  const places = [first, second, third, ...rest].filter((mid) => mid !== undefined);
  return [
    ...places.flatMap((mid, index) => map(mid, "video", people[index])),
    ...(shared && screen ? map(screen, "screen", people[0]) : []),
  ];
}

/** A picture that a person might send: something bright that moves. */
function drawn(number: number): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 640, height: 360 });
  const pen = canvas.getContext("2d");
  const paint = () => {
    if (!pen) return;
    pen.fillStyle = `hsl(${number * 47}, 35%, 62%)`;
    pen.fillRect(0, 0, 640, 360);
    pen.fillStyle = `hsl(${number * 47}, 30%, 32%)`;
    pen.beginPath();
    pen.arc(320 + 8 * Math.sin(Date.now() / 400), 170, 80, 0, 7);
    pen.ellipse(320, 380, 170, 130, 0, 0, 7);
    pen.fill();
  };
  paint();
  setInterval(paint, 100);
  const [track] = canvas.captureStream(10).getVideoTracks();
  if (!track) throw new Error("a canvas without a track");
  return track;
}

class DrawnConnection extends TestConnection {
  override async setRemoteDescription(): Promise<void> {
    if (!draws()) return;
    for (const { mid, kind, direction } of this.transceivers) {
      if (kind === "video" && direction === "recvonly")
        this.ontrack?.({ track: drawn(Number(mid)), transceiver: { mid } });
    }
  }
}

class DrawnMedia extends TestMedia {
  override refuse = { audio: "NotFoundError", video: "NotFoundError" };
  override async getUserMedia(wish: MediaStreamConstraints): Promise<TestStream> {
    if (!draws()) return super.getUserMedia(wish);
    const silence = new AudioContext().createMediaStreamDestination().stream;
    return new TestStream([...silence.getTracks(), drawn(3)] as never);
  }
}
