import { useTranslation } from "react-i18next";
import type { WaitRange } from "../core/protocol";
import { useLanguage } from "../i18n";
import { HOUR_MINUTES, spokenMinutes } from "../i18n/speech";

/** How long a place waits, in words that promise no minute (F-14). */
export function WaitText({ wait }: { readonly wait: WaitRange | undefined }) {
  const { t } = useTranslation("point");
  const { language } = useLanguage();
  return <span data-testid="wait">{words()}</span>;

  function words(): string {
    if (!wait) return t("wait.unknown");
    const { fromMinutes: from, toMinutes: to } = wait;
    const longest = spokenMinutes(to, language);
    if (from === 0) return t("wait.upTo", { to: longest });
    if (to <= HOUR_MINUTES) return t("wait.range", { from, to });
    return t("wait.longRange", { from: spokenMinutes(from, language), to: longest });
  }
}
