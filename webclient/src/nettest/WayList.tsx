import { useTranslation } from "react-i18next";
import { Pill } from "../design/Pill";
import type { WayState } from "./model";

const TONES = { trying: "busy", open: "good", closed: "off" } as const;

/** Each way with its address, and whether it is open. */
export function WayList({ ways }: { readonly ways: readonly WayState[] }) {
  const { t } = useTranslation("nettest");
  const words = { trying: t("waysState.trying"), open: t("report.open"), closed: t("report.closed") };
  return (
    <ul className="nettest__ways plain-list">
      {ways.map(({ kind, targets, state, why }, index) => (
        // The list is made once and keeps its order; two relays may be of one kind.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={index} className="nettest__way" data-testid={`way-${kind}`} data-state={state}>
          <div>
            <p className="nettest__way-name">{t(`report.way.${kind}`)}</p>
            {targets.map((target) => (
              <p key={target} className="nettest__target">
                {target}
              </p>
            ))}
            {why ? <p>{t(`report.why.${why}`)}</p> : null}
          </div>
          <Pill tone={TONES[state]}>{words[state]}</Pill>
        </li>
      ))}
    </ul>
  );
}
