// Every text of a language together, for the compiler (resources.d.ts) and for tests; no page loads it.
import en from "./en";
import enCall from "./en/call";
import enLine from "./en/line";
import enPages from "./en/pages";
import fi from "./fi";
import fiCall from "./fi/call";
import fiLine from "./fi/line";
import fiPages from "./fi/pages";
import se from "./se";
import seCall from "./se/call";
import sv from "./sv";
import svCall from "./sv/call";
import svLine from "./sv/line";
import svPages from "./sv/pages";

export const ALL = {
  fi: { ...fi, ...fiCall, ...fiPages, ...fiLine },
  sv: { ...sv, ...svCall, ...svPages, ...svLine },
  en: { ...en, ...enCall, ...enPages, ...enLine },
  se: { ...se, ...seCall },
};
