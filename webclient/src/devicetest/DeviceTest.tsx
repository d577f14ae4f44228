import "./devicetest.css";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../core/api";
import type { Devices } from "../core/devices";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { Part, usePart } from "../design/part";
import { loadTexts } from "../i18n";

/** What few open does not come with the first screen. */
const PARTS = new Part(async () => {
  const [parts] = await Promise.all([import("./TestParts"), loadTexts("line")]);
  return parts;
});

interface DeviceTestProps {
  /** Those of a lobby, which shows their picture itself; without them the test opens its own. */
  readonly devices?: Devices;
}

/** Camera, microphone, loudspeaker and line before a call, behind one press; each failure with one remedy (F-03). */
export function DeviceTest({ devices }: DeviceTestProps) {
  const { t } = useTranslation("devices");
  const [open, setOpen] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const opener = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) heading.current?.focus();
  }, [open]);
  const close = () => {
    setOpen(false);
    opener.current?.querySelector("button")?.focus();
  };
  return (
    <div className="device-test">
      <div ref={opener}>
        <Action
          variant="secondary"
          data-testid="device-test"
          onClick={() => (open ? close() : setOpen(true))}
        >
          {open ? t("test.close") : t("test.open")}
        </Action>
      </div>
      {open ? (
        <section className="card device-test__parts" aria-labelledby="device-test-title">
          <h2 id="device-test-title" ref={heading} tabIndex={-1}>
            {t("test.title")}
          </h2>
          <p className="device-test__lead">{t("test.lead")}</p>
          <Parts {...(devices ? { devices } : {})} />
        </section>
      ) : null}
    </div>
  );
}

function Parts({ devices }: DeviceTestProps) {
  const { loaded, failed } = usePart(PARTS);
  if (failed) return <ErrorNotice error={new ApiError("unavailable", "network")} />;
  if (!loaded) return <Loading />;
  return devices ? <loaded.Parts devices={devices} picture={false} /> : <loaded.OwnParts />;
}
