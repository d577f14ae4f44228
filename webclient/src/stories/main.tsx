// Every screen in its main states, for the eye and for tests/e2e/stories.py: `npm run dev`, then /stories.html.
// Not part of the built pages, which begin at index.html alone.
import "@fontsource/source-sans-3/300.css";
import "@fontsource/source-sans-3/400.css";
import "@fontsource/source-sans-3/600.css";
import "../design/base.css";
import { createRoot } from "react-dom/client";
import { startI18n } from "../i18n";
import { LANGUAGES, toLanguage } from "../i18n/languages";
import { DrawnMedia } from "./drawn";
import { play } from "./steps";
import { STEPS, STORIES } from "./stories";

const asked = new URLSearchParams(window.location.search);
const name = asked.get("story") ?? "";
const language = toLanguage(asked.get("language")) ?? "fi";

Object.defineProperty(navigator, "mediaDevices", { value: new DrawnMedia().devices });
await startI18n(language);
const root = document.getElementById("root");
if (!root) throw new Error("stories.html has no element #root");
createRoot(root).render(STORIES[name] ?? <Contents />);
await play(STEPS[name] ?? [], language === "se" ? "fi" : language);
document.documentElement.dataset.story = "drawn";

function Contents() {
  return (
    <ul>
      {Object.keys(STORIES).map((story) => (
        <li key={story}>
          <code>{story}</code>
          {LANGUAGES.map(({ code }) => (
            <a key={code} href={`?story=${story}&language=${code}`}>
              {` ${code}`}
            </a>
          ))}
        </li>
      ))}
    </ul>
  );
}
