import type { TFunction } from "i18next";
import type { Identity } from "../core/protocol";

/** How it was established who the client is, in words for everybody; null before anything is recorded. */
export function identityWords({ method }: Identity, t: TFunction<"consultation">): string | null {
  return method === null ? null : t(`identity.${method}`);
}
