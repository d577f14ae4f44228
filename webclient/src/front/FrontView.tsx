import "./front.css";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PageFrame } from "../design/PageFrame";
import { HatchScene } from "./HatchScene";

/** What this is, in plain words, and the ways on. */
export function FrontView({ demo }: { readonly demo: boolean }) {
  const { t } = useTranslation("front");
  return (
    <PageFrame title={t("title")} bare leavable>
      <div className="hero">
        <div className="page__inner hero__row">
          <div className="hero__text">
            <h1>{t("heading")}</h1>
            <p className="lead">{t("lead")}</p>
          </div>
          <HatchScene />
        </div>
      </div>
      <div className="page__inner front">
        <section aria-labelledby="ways">
          <h2 id="ways">{t("choose")}</h2>
          <ul className="ways plain-list">
            {demo ? <Way href="/demo" title={t("demo.title")} text={t("demo.text")} strong /> : null}
            <Way href="/point" title={t("point.title")} text={t("point.text")} />
            <Way href="/join" title={t("join.title")} text={t("join.text")} />
            <Way href="/desk" title={t("desk.title")} text={t("desk.text")} />
            <Way href="/interpreter" title={t("interpreter.title")} text={t("interpreter.text")} />
          </ul>
          <p className="front__admin">
            <a href="/nettest">{t("nettest")}</a>
          </p>
          <p className="front__admin">
            <a href="/admin">{t("admin")}</a>
          </p>
        </section>
        <section aria-labelledby="how">
          <h2 id="how">{t("how.title")}</h2>
          <ol className="steps plain-list">
            <Step number={1} title={t("how.step1.title")}>
              {t("how.step1.text")}
            </Step>
            <Step number={2} title={t("how.step2.title")}>
              {t("how.step2.text")}
            </Step>
            <Step number={3} title={t("how.step3.title")}>
              {t("how.step3.text")}
            </Step>
          </ol>
        </section>
      </div>
    </PageFrame>
  );
}

interface WayProps {
  readonly href: string;
  readonly title: string;
  readonly text: string;
  /** The one to begin with. */
  readonly strong?: boolean;
}

function Way({ href, title, text, strong = false }: WayProps) {
  return (
    <li className={strong ? "way way--strong" : "way"}>
      <h3>
        <a href={href}>{title}</a>
      </h3>
      <p>{text}</p>
    </li>
  );
}

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly children: ReactNode;
}

function Step({ number, title, children }: StepProps) {
  return (
    <li className="step">
      <span className="step__number" aria-hidden="true">
        {number}
      </span>
      <div>
        <h3>{title}</h3>
        <p>{children}</p>
      </div>
    </li>
  );
}
