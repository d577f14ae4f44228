// What the server would tell, made up after the demonstration's places and authorities.
import type {
  AuthorityEntry,
  DemoRole,
  Directory,
  LocalText,
  LocalWords,
  Me,
  PointHealth,
  Points,
  RingingCall,
  ServiceEntry,
  TicketView,
  WaitingTicket,
} from "../core/protocol";
import type { Seat } from "../core/types";

const NOW_S = Date.now() / 1000;

export function text(fi: string, sv: string, en: string): LocalText {
  return { fi, sv, en };
}

export function idOf(number: number): string {
  return number.toString(16).padStart(32, "0");
}

/** Of places 1 to 3. */
const WAITS = [
  { fromMinutes: 0, toMinutes: 2 },
  { fromMinutes: 0, toMinutes: 2 },
  { fromMinutes: 10, toMinutes: 20 },
];
const NO_WORDS: LocalWords = { fi: [], sv: [], en: [] };
const HOURS = text("ma–pe 9–15", "mån–fre 9–15", "Mon–Fri 9–15");
const KELA = text("Kela", "FPA", "Kela");
const HOUSING = text("Toimeentulo- ja asumistuki", "Utkomst- och bostadsstöd", "Income and housing support");

function service(
  number: number,
  name: LocalText,
  about: LocalText,
  more: Partial<ServiceEntry>,
): ServiceEntry {
  return {
    service: idOf(number),
    name,
    description: about,
    keywords: NO_WORDS,
    languages: ["fi", "sv"],
    hours: HOURS,
    openNow: true,
    bookable: true,
    expertsAvailable: 2,
    waiting: 0,
    waits: [{ fromMinutes: 0, toMinutes: 2 }],
    ...more,
  };
}

const AUTHORITIES: readonly AuthorityEntry[] = [
  {
    authority: idOf(1),
    name: KELA,
    services: [
      service(
        11,
        HOUSING,
        text(
          "Neuvontaa vuokraan, laskuihin ja välttämättömiin menoihin.",
          "Rådgivning om hyra, räkningar och nödvändiga utgifter.",
          "Advice on rent, bills and necessary costs.",
        ),
        {
          expertsAvailable: 3,
          waiting: 2,
          waits: WAITS,
          languages: ["fi", "sv", "en"],
          keywords: {
            fi: ["raha", "rahat loppu", "vuokra", "sähkölasku"],
            sv: ["pengar", "hyra", "elräkning"],
            en: ["money", "rent", "electricity bill"],
          },
        },
      ),
      service(
        12,
        text("Kuntoutus", "Rehabilitering", "Rehabilitation"),
        text(
          "Kuntoutukseen hakeminen ja päätökset.",
          "Ansökan om rehabilitering och beslut.",
          "Applying for rehabilitation, and decisions.",
        ),
        {
          expertsAvailable: 0,
          waiting: 1,
          waits: [
            { fromMinutes: 0, toMinutes: 15 },
            { fromMinutes: 10, toMinutes: 20 },
          ],
          languages: ["fi"],
        },
      ),
      service(
        13,
        text("Perhe-etuudet", "Familjeförmåner", "Family benefits"),
        text(
          "Vanhempainraha, lapsilisä ja elatustuki.",
          "Föräldrapenning, barnbidrag och underhållsstöd.",
          "Parental allowance, child benefit and maintenance.",
        ),
        { openNow: false, expertsAvailable: 0 },
      ),
    ],
  },
  authority(
    2,
    text(
      "Länsi-Suomen maistraatti",
      "Magistraten i Västra Finland",
      "Local Register Office of Western Finland",
    ),
    text("Lupa-asian neuvonta", "Rådgivning i tillståndsärenden", "Advice on permits"),
    true,
  ),
  authority(
    3,
    text("Etelä-Pohjanmaan TE-toimisto", "Södra Österbottens TE-byrå", "South Ostrobothnia TE Office"),
    text("Ammatinvalinnan ohjaus", "Yrkesvägledning", "Career guidance"),
    true,
  ),
  authority(
    4,
    text(
      "Etelä-Pohjanmaan oikeusaputoimisto",
      "Södra Österbottens rättshjälpsbyrå",
      "South Ostrobothnia Legal Aid Office",
    ),
    text("Oikeusapuneuvottelu", "Rättshjälpssamtal", "Legal aid meeting"),
    false,
  ),
  authority(
    5,
    text("Verohallinto", "Skatteförvaltningen", "Tax Administration"),
    text("Verokortti", "Skattekort", "Tax card"),
    true,
  ),
];

function authority(number: number, name: LocalText, one: LocalText, openNow: boolean): AuthorityEntry {
  const about = text(
    "Neuvontaa ja apua hakemuksiin.",
    "Rådgivning och hjälp med ansökningar.",
    "Advice and help with applications.",
  );
  return { authority: idOf(number), name, services: [service(number * 10, one, about, { openNow })] };
}

export const DIRECTORY: Directory = { authorities: AUTHORITIES };

export const SOINI = text(
  "Soinin yhteispalvelupiste",
  "Samservicestället i Soini",
  "Soini joint service point",
);

export const TICKET: TicketView = {
  ticket: idOf(100),
  service: idOf(11),
  serviceName: HOUSING,
  authorityName: KELA,
  phone: "000 123 401",
  place: 1,
  openedAt: NOW_S - 130,
  returned: false,
  closesAt: null,
  message: null,
};

export const WAITING: readonly WaitingTicket[] = [
  {
    ticket: idOf(101),
    service: idOf(11),
    serviceName: HOUSING,
    pointName: SOINI,
    language: "fi",
    openedAt: NOW_S - 260,
    returned: false,
    booked: null,
    message: { text: "Olen luonasi noin viiden minuutin kuluttua.", at: NOW_S - 60 },
  },
  {
    ticket: idOf(102),
    service: idOf(12),
    serviceName: text("Kuntoutus", "Rehabilitering", "Rehabilitation"),
    pointName: text("Ähtärin yhteispalvelupiste", "Samservicestället i Etseri", "Ähtäri joint service point"),
    language: "sv",
    openedAt: NOW_S - 20,
    returned: false,
    booked: null,
    message: null,
  },
];

export const RINGING: RingingCall = {
  call: idOf(200),
  language: "ar",
  authorityName: KELA,
  serviceName: HOUSING,
  rungAt: NOW_S - 5,
};

export function me(seat: Seat, role: Me["role"], label: LocalText): Me {
  return {
    seat,
    role,
    label,
    authority: seat === "desk" ? KELA : null,
    consultation: null,
    participant: null,
    demo: true,
  };
}

export const EXPERT = me("desk", "expert", text("Asiantuntija-Kela-03", "Expert-FPA-03", "Expert Kela 03"));
export const INTERPRETER = me(
  "interpreter",
  "interpreter",
  text("Tulkki-ar-01", "Tolk-ar-01", "Interpreter ar 01"),
);
export const COORDINATOR = me(
  "admin",
  "coordinator",
  text("Koordinaattori-EP", "Koordinator-SÖ", "Coordinator EP"),
);

/** Of a service point that has tested itself. */
const TESTED: PointHealth = {
  point: idOf(70),
  name: SOINI,
  testedAt: 1_790_000_000,
  findings: {
    camera: "well",
    microphone: "well",
    loudspeaker: "well",
    network: "well",
    ways: ["udp", "tcp"],
  },
  failed: [],
  failingTests: 0,
  overdue: false,
};

/** Service points in every standing. */
export const POINTS: Points = {
  daily: true,
  points: [
    {
      ...TESTED,
      point: idOf(71),
      name: text("Ähtäri, kirjasto", "Etseri, biblioteket", "Ähtäri, library"),
      findings: {
        camera: "covered",
        microphone: "missing",
        loudspeaker: "unknown",
        network: "closed",
        ways: [],
      },
      failed: ["camera", "microphone", "network"],
      failingTests: 4,
    },
    { ...TESTED, point: idOf(72), name: text("Salla", "Salla", "Salla"), overdue: true },
    TESTED,
  ],
};

export const ROLES: readonly DemoRole[] = [
  { key: "point-soini", seat: "point", label: SOINI },
  {
    key: "point-ahtari",
    seat: "point",
    label: text("Ähtärin yhteispalvelupiste", "Samservicestället i Etseri", "Ähtäri joint service point"),
  },
  { key: "desk-kela-03", seat: "desk", label: EXPERT.label },
  {
    key: "desk-tax-01",
    seat: "desk",
    label: text("Asiantuntija-Vero-01", "Expert-Skatt-01", "Expert Tax 01"),
  },
  { key: "interpreter-ar", seat: "interpreter", label: INTERPRETER.label },
  { key: "coordinator", seat: "admin", label: COORDINATOR.label },
];
