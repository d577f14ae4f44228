import "@fontsource/source-sans-3/300.css";
import "@fontsource/source-sans-3/400.css";
import "@fontsource/source-sans-3/600.css";
import "./design/base.css";
import { type ComponentType, lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { startI18n, type TextPart } from "./i18n";
import { startLanguage } from "./i18n/languages";

type Screen = () => Promise<{ default: ComponentType }>;

/** One chunk for each role, by the first segment of the path. */
const SCREENS: Record<string, Screen> = {
  "": () => import("./front"),
  point: () => import("./point"),
  desk: () => import("./desk"),
  interpreter: () => import("./interpreter"),
  join: () => import("./join"),
  admin: () => import("./admin"),
  nettest: () => import("./nettest"),
  demo: () => import("./demo"),
  accessibility: () => import("./accessibility"),
};

/** The texts that a page begins with beside its first ones; what is not named here has those of the pages. */
const TEXTS: Readonly<Record<string, readonly TextPart[]>> = { point: [], nettest: ["pages", "line"] };

const [, segment = ""] = window.location.pathname.split("/");
const Role = lazy(SCREENS[segment] ?? (() => import("./front")));

await startI18n(startLanguage(), TEXTS[segment] ?? ["pages"]);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element #root");
createRoot(root).render(
  <StrictMode>
    <Suspense fallback={null}>
      <Role />
    </Suspense>
  </StrictMode>,
);
