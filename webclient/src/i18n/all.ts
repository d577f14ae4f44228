// Every text of a language together, for the compiler (resources.d.ts) and for tests; no page loads it.
import en from "./en";
import enBooking from "./en/booking";
import enCall from "./en/call";
import enLine from "./en/line";
import enPages from "./en/pages";
import fi from "./fi";
import fiBooking from "./fi/booking";
import fiCall from "./fi/call";
import fiLine from "./fi/line";
import fiPages from "./fi/pages";
import se from "./se";
import seCall from "./se/call";
import sv from "./sv";
import svBooking from "./sv/booking";
import svCall from "./sv/call";
import svLine from "./sv/line";
import svPages from "./sv/pages";

export const ALL = {
  fi: { ...fi, ...fiBooking, ...fiCall, ...fiPages, ...fiLine },
  sv: { ...sv, ...svBooking, ...svCall, ...svPages, ...svLine },
  en: { ...en, ...enBooking, ...enCall, ...enPages, ...enLine },
  se: { ...se, ...seCall },
};
