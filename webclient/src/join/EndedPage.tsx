import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { EndReason } from "../core/consultation";
import { Action } from "../design/Action";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";

interface EndedPageProps {
  /** over: it ended some time before this page was opened. */
  readonly reason: EndReason | "over";
  readonly banners?: ReactNode;
  /** Whoever has a new code goes on from here. */
  readonly onJoin?: () => void;
}

/** Why it is over, and that nothing is left here. */
export function EndedPage({ reason, banners, onJoin }: EndedPageProps) {
  const { t } = useTranslation("join");
  return (
    <PageFrame title={t("ended.title")} banners={banners} tinted>
      <div className="card end-card">
        <PageHeading focus lead={t(`ended.${reason}`)}>
          {t("ended.title")}
        </PageHeading>
        <p>{t("ended.clean")}</p>
        {onJoin ? (
          <div>
            <Action variant="secondary" onClick={onJoin}>
              {t("ended.again")}
            </Action>
          </div>
        ) : null}
      </div>
    </PageFrame>
  );
}
