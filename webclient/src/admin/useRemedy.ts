import { useTranslation } from "react-i18next";
import type { SelfTestFindings, SelfTestPart } from "../core/protocol";

/** One plain sentence or two for a part that is broken: the words that the test before a call has (F-03). */
export function useRemedy(): (part: SelfTestPart, findings: SelfTestFindings) => string {
  const { t: common } = useTranslation();
  const { t } = useTranslation("devices");
  const camera = ({ camera }: SelfTestFindings): string => {
    switch (camera) {
      case "covered":
        return `${t("fault.cameraCoveredTitle")}. ${t("fault.cameraCovered")}`;
      case "frozen":
        return `${t("fault.cameraFrozenTitle")}. ${t("fault.cameraFrozen")}`;
      case "unsupported":
        return t("unsupported");
      case "well":
      case "unknown":
        return common("device.camera.on");
      default:
        return common(`device.camera.${camera}`);
    }
  };
  const microphone = ({ microphone }: SelfTestFindings): string => {
    switch (microphone) {
      case "silent":
        return `${t("fault.microphoneSilentTitle")}. ${t("fault.microphoneSilent")}`;
      case "unsupported":
        return t("unsupported");
      case "well":
      case "unknown":
        return common("device.microphone.on");
      default:
        return common(`device.microphone.${microphone}`);
    }
  };
  const network = ({ network }: SelfTestFindings): string => {
    switch (network) {
      case "poor":
      case "bad":
        return `${t(`network.${network}`)} ${t("network.remedy.line")}`;
      case "closed":
        return `${t("network.bad")} ${t("network.remedy.firewall")}`;
      case "browser":
        return t("network.remedy.browser");
      case "well":
      case "unknown":
        return t("network.good");
    }
  };
  return (part, findings) => {
    switch (part) {
      case "camera":
        return camera(findings);
      case "microphone":
        return microphone(findings);
      case "loudspeaker":
        return `${t("speaker.title")}: ${t("speaker.unheard")}`;
      case "network":
        return `${t("network.title")}: ${network(findings)}`;
    }
  };
}
