// Messages of the protocol, as small as the tests need them.
import type { ConsultationSnapshot, Me, Participant, PointSnapshot } from "../protocol";

export const HERE = "c".repeat(32);
export const ME = "1".repeat(32);
export const ANNA = "a".repeat(32);
export const BERT = "b".repeat(32);

export const text = (fi: string) => ({ fi, sv: `${fi} sv`, en: `${fi} en` });

export const participant = (id: string, more: Partial<Participant> = {}): Participant => ({
  participant: id,
  role: "expert",
  label: text("Asiantuntija"),
  name: "",
  authority: text("Kela"),
  title: null,
  verified: false,
  state: "admitted",
  microphone: true,
  camera: true,
  connected: true,
  handRaisedAt: null,
  ...more,
});

export const consultation = (more: Partial<ConsultationSnapshot> = {}): ConsultationSnapshot => ({
  feed: `consultation:${HERE}`,
  version: 1,
  consultation: HERE,
  state: "active",
  serviceName: text("Perhe-etuudet"),
  authorityName: text("Kela"),
  phone: "000 123 401",
  me: ME,
  may: ["consultation:leave", "consultation:say", "paper:turn"],
  participants: [
    participant(ME, { role: "client", label: text("Asiakas"), authority: null }),
    participant(ANNA),
  ],
  papers: [],
  shownPaper: null,
  shownPage: 0,
  lastOperation: 0,
  chat: [],
  interpreterCall: null,
  iceServers: null,
  textCharactersPerSecond: 30,
  chatCharacters: 2_000,
  advisor: "present",
  identity: { method: null, recordedAt: null, shownUntil: null },
  notes: null,
  locked: false,
  confidential: false,
  caseSystems: [],
  handedOver: [],
  startedAt: 0,
  ...more,
});

export const point = (more: Partial<PointSnapshot> = {}): PointSnapshot => ({
  feed: "point:1",
  version: 1,
  name: text("Soini"),
  ticket: null,
  consultation: null,
  participant: null,
  ...more,
});

export const me = (more: Partial<Me> = {}): Me => ({
  seat: "guest",
  role: "guest",
  label: text("Vieras"),
  authority: null,
  consultation: HERE,
  participant: ME,
  demo: false,
  ...more,
});
