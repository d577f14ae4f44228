import { useTranslation } from "react-i18next";
import { LoadingSpinner } from "suomifi-ui-components";

/** The page is on its way. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <div className="loading">
      <LoadingSpinner text={t("loading")} />
    </div>
  );
}
