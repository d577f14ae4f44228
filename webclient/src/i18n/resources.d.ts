import "i18next";
import type { ALL } from "./all";

// Keys are checked by the compiler against the Finnish texts; a test holds the others to the same keys.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof ALL.fi;
    returnEmptyString: false;
  }
}
