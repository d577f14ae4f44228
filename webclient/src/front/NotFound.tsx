import "./front.css";
import { useTranslation } from "react-i18next";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";

/** An address that no page has. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <PageFrame title={t("notFound.title")} tinted leavable>
      <PageHeading lead={t("notFound.text")}>{t("notFound.title")}</PageHeading>
      <p className="front__admin">
        <a href="/">{t("footer.front")}</a>
      </p>
    </PageFrame>
  );
}
