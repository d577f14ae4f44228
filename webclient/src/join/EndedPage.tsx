import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { EndReason } from "../core/consultation";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";

interface EndedPageProps {
  readonly reason: EndReason;
  readonly banners?: ReactNode;
}

/** Why it is over, and that nothing is left here. */
export function EndedPage({ reason, banners }: EndedPageProps) {
  const { t } = useTranslation("join");
  return (
    <PageFrame title={t("ended.title")} banners={banners} tinted>
      <div className="card end-card">
        <PageHeading focus lead={t(`ended.${reason}`)}>
          {t("ended.title")}
        </PageHeading>
        <p>{t("ended.clean")}</p>
      </div>
    </PageFrame>
  );
}
