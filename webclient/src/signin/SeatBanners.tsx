import { useTranslation } from "react-i18next";
import type { LinkState } from "../core/socket";
import { Banner } from "../design/Notice";

interface SeatBannersProps {
  readonly link: LinkState;
  /** Seconds that running calls still have; null when the server is not stopping. */
  readonly drainingSeconds: number | null;
  readonly demo: boolean;
}

/** What every seat tells above its page: demonstration, no line, maintenance. */
export function SeatBanners({ link, drainingSeconds, demo }: SeatBannersProps) {
  const { t } = useTranslation();
  return (
    <>
      {demo ? (
        <div className="banner banner--demo">
          <p className="page__inner">{t("demoBanner")}</p>
        </div>
      ) : null}
      {link === "down" ? (
        <Banner tone="warning" title={t("connection.lostTitle")}>
          {t("connection.lost")}
        </Banner>
      ) : null}
      {link === "full" ? (
        <Banner tone="error" title={t("connection.fullTitle")}>
          {t("connection.full")}
        </Banner>
      ) : null}
      <DrainingBanner seconds={drainingSeconds} />
    </>
  );
}

/** Maintenance: no new calls, and how long the running one still has. */
export function DrainingBanner({ seconds }: { readonly seconds: number | null }) {
  const { t } = useTranslation();
  if (seconds === null) return null;
  return (
    <Banner tone="warning" title={t("draining.title")}>
      {t("draining.text", { count: Math.max(1, Math.round(seconds / 60)) })}
    </Banner>
  );
}
