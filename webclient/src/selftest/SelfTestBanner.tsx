import { useTranslation } from "react-i18next";
import { type Readable, useStore } from "../core/store";

/** Why the camera's light is on and two tones sound though nobody calls. Not read aloud: nobody is there. */
export function SelfTestBanner({ running }: { readonly running: Readable<boolean> }) {
  const { t } = useTranslation("devices");
  if (!useStore(running)) return null;
  return (
    <div className="banner banner--info">
      <p className="page__inner">{t("selfTest.running")}</p>
    </div>
  );
}
