// Every screen in its main states, for the eye: `npm run dev`, then /stories.html#point/directory?sv.
// Not part of the built pages, which begin at index.html alone.
import "@fontsource/source-sans-3/300.css";
import "@fontsource/source-sans-3/400.css";
import "@fontsource/source-sans-3/600.css";
import "../design/base.css";
import { createRoot } from "react-dom/client";
import { startI18n } from "../i18n";
import { toLanguage } from "../i18n/languages";
import { STORIES } from "./stories";

const [name = "", language] = decodeURIComponent(window.location.hash.slice(1)).split("?");
await startI18n(toLanguage(language) ?? "fi");
const root = document.getElementById("root");
if (!root) throw new Error("stories.html has no element #root");
createRoot(root).render(STORIES[name] ?? <Contents />);

function Contents() {
  return (
    <ul>
      {Object.keys(STORIES).map((story) => (
        <li key={story}>
          <a href={`#${story}`} onClick={() => setTimeout(() => window.location.reload())}>
            {story}
          </a>
        </li>
      ))}
    </ul>
  );
}
