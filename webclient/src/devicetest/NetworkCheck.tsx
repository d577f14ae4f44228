import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FetchApi } from "../core/api";
import { useStore } from "../core/store";
import type { Seat } from "../core/types";
import { Action } from "../design/Action";
import { Sign, type Tone } from "../design/Sign";
import { useLanguage } from "../i18n";
import { localeOf } from "../i18n/languages";
import { NetTest, type Result } from "../nettest/model";
import { findingOf, type NetworkFinding, type Standing } from "./network";

/** Whoever sits here: the server answers to one of them. */
const SEATS: readonly Seat[] = ["point", "desk", "interpreter", "guest"];
const TONES: Record<Standing, Tone> = {
  quiet: "info",
  running: "info",
  good: "success",
  poor: "warning",
  bad: "error",
};

/** The line to the service, by the ways and the limits of the site test. */
export function NetworkCheck() {
  const { t } = useTranslation("devices");
  const [test] = useState(() => new NetTest(SEATS.map((seat) => new FetchApi(seat))));
  const state = useStore(test.state);
  const able = "RTCPeerConnection" in window;
  const finding = findingOf(state, able);
  const done = state.result !== null;
  return (
    <section
      className="device-test__part"
      aria-labelledby="network-title"
      data-testid="network-check"
      data-standing={finding.standing}
    >
      <h3 id="network-title">{t("network.title")}</h3>
      <div className="device-test__told" role="status">
        <Finding {...finding} />
      </div>
      {state.result?.measured ? <Measured measured={state.result.measured} /> : null}
      {finding.remedy === "firewall" ? <a href="/nettest">{t("network.report")}</a> : null}
      {able ? (
        <div className="device-test__buttons">
          <Action
            variant="secondary"
            aria-disabled={finding.standing === "running"}
            onClick={() => void test.start()}
          >
            {done ? t("network.again") : t("network.start")}
          </Action>
        </div>
      ) : null}
    </section>
  );
}

function Finding({ standing, remedy }: NetworkFinding) {
  const { t } = useTranslation("devices");
  if (standing === "quiet") return <p>{t("network.quiet")}</p>;
  const sentence = remedy === "again" || remedy === "browser" ? null : t(`network.${standing}`);
  return (
    <p className="device-test__finding">
      <Sign tone={TONES[standing]} />
      <span>
        {sentence} {remedy ? t(`network.remedy.${remedy}`) : null}
      </span>
    </p>
  );
}

/** Which way, and how fast. */
function Measured({ measured: { kind, figures } }: { readonly measured: NonNullable<Result["measured"]> }) {
  const { t } = useTranslation("devices");
  const { t: words } = useTranslation("nettest");
  const { language } = useLanguage();
  const way = words(`report.way.${kind}`);
  if (!figures) return <p className="quiet">{t("network.way", { way })}</p>;
  const rate = (bps: number) =>
    `${(bps / 1e6).toLocaleString(localeOf(language), { maximumFractionDigits: 1 })} Mbit/s`;
  return (
    <p className="quiet" data-testid="network-figures">
      {t("network.figures", { way, up: rate(figures.upBps), down: rate(figures.downBps) })}
    </p>
  );
}
