import { useTranslation } from "react-i18next";
import type { LinkState } from "../core/socket";
import { Banner } from "../design/Notice";

interface SeatBannersProps {
  readonly link: LinkState;
  /** Seconds that running calls still have; null when the server is not stopping. */
  readonly drainingSeconds: number | null;
  readonly demo: boolean;
}

/** What every seat tells above its page: demonstration, lost line, maintenance. */
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
      {drainingSeconds !== null ? (
        <Banner tone="warning" title={t("draining.title")}>
          {t("draining.text", { count: Math.max(1, Math.round(drainingSeconds / 60)) })}
        </Banner>
      ) : null}
    </>
  );
}
