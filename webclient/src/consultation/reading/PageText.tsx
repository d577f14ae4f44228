import "./reading.css";
import { useTranslation } from "react-i18next";
import type { PageImage } from "../../core/papers";

interface PageTextProps {
  readonly image: PageImage;
  readonly name: string;
}

/** The words of a page in reading order: to be selected, enlarged without scrolling sideways, and read aloud. */
export default function PageText({ image, name }: PageTextProps) {
  const { t } = useTranslation("reading");
  const blocks = image.text.split("\n\n").filter((block) => block.trim() !== "");
  return (
    <article className="page-text" data-testid="page-text" aria-labelledby="page-text-title">
      <h3 id="page-text-title">{t("title", { page: image.page + 1, name })}</h3>
      {blocks.length === 0 ? <p>{t("none")}</p> : null}
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no other identity, and never move
        <p key={index} dir="auto">
          {block}
        </p>
      ))}
    </article>
  );
}
