import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { KeyList } from "./KeyList";
import { useKeys } from "./useKeys";

interface CallKeysProps {
  readonly model: Pick<ConsultationModel, "devices">;
  /** Opens one of the expert's panels, or goes to the one that is open. */
  readonly onPanel: (panel: "notes" | "end") => void;
}

/** The expert's keys in a call, with their list. Ending is asked once more, as by its button. */
export function CallKeys({ model: { devices }, onPanel }: CallKeysProps) {
  const { t } = useTranslation("desk");
  const [said, setSaid] = useState<"muted" | "unmuted" | "unseen" | "seen" | null>(null);
  useKeys({
    microphone: () => {
      const { on, track } = devices.state.get().microphone;
      const heard = on && track !== null;
      setSaid(heard ? "muted" : "unmuted");
      void devices.setMicrophone(!heard);
    },
    camera: () => {
      const { on, track } = devices.state.get().camera;
      const seen = on && track !== null;
      setSaid(seen ? "unseen" : "seen");
      void devices.setCamera(!seen);
    },
    papers: () => document.getElementById("papers")?.focus(),
    notes: () => onPanel("notes"),
    end: () => onPanel("end"),
  });
  return (
    <>
      <KeyList />
      <p className="visually-hidden" role="status">
        {said ? t(`keys.said.${said}`) : ""}
      </p>
    </>
  );
}
