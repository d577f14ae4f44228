import { useTranslation } from "react-i18next";
import type { ServiceEntry, TicketView } from "../core/protocol";
import { Notice } from "../design/Notice";
import { useLanguage } from "../i18n";
import { localeOf } from "../i18n/languages";

/** In which the server tells once more: CLOSING_SECONDS of signaling/queue/rules.py, which is not sent. */
const SOON_S = 15 * 60;

interface ClosingNoticeProps {
  readonly ticket: TicketView;
  readonly service: ServiceEntry;
  /** Unix time (s). */
  readonly now: number;
}

/** That the service may close before one's turn comes, or has closed (F-14). */
export function ClosingNotice({ ticket: { closesAt }, service, now }: ClosingNoticeProps) {
  const { t } = useTranslation("point");
  const { language, local } = useLanguage();
  const hours = local(service.hours);
  if (!service.openNow) return <Notice tone="warning">{t("ticket.shut", { hours })}</Notice>;
  if (closesAt === null) return null;
  const time = clock(closesAt, localeOf(language));
  const soon = closesAt - now <= SOON_S;
  return (
    <Notice
      tone="warning"
      title={soon ? t("ticket.lateSoonTitle", { time }) : t("ticket.lateTitle", { time })}
    >
      {t("ticket.late", { hours })}
    </Notice>
  );
}

/** The time on the wall of the service point, wherever the browser thinks it is. */
function clock(unixSeconds: number, locale: string): string {
  return new Intl.DateTimeFormat([locale], { timeStyle: "short", timeZone: "Europe/Helsinki" }).format(
    unixSeconds * 1000,
  );
}
