import { useTranslation } from "react-i18next";
import { ApiError } from "../core/api";
import { Action } from "./Action";
import { Notice } from "./Notice";
import { PageHeading } from "./PageHeading";

/** The sentence for an error: by code and detail where there is one for both, else by the code. */
export function useErrorSentence(): (error: unknown) => string {
  const { t, i18n } = useTranslation("errors");
  return (error) => {
    if (!(error instanceof ApiError)) return t("code.unknown");
    const { code, detail } = error;
    // The server's words are many and new ones may come; those without a sentence fall back to the code.
    if (i18n.exists(`detail.${code}.${detail}`, { ns: "errors" })) {
      // The path is one of the texts, as has just been seen; the compiler cannot know which.
      return t(`detail.${code}.${detail}` as "code.unknown");
    }
    return t(`code.${code}`);
  };
}

interface ErrorNoticeProps {
  readonly error: unknown;
  /** What happened in this place, where it is known better than by the error. */
  readonly sentence?: string;
  readonly onRetry?: () => void;
  /** Takes the notice away; for one that would else stay. */
  readonly onClose?: () => void;
}

/** What went wrong and what to do now. */
export function ErrorNotice({ error, sentence, onRetry, onClose }: ErrorNoticeProps) {
  const { t } = useTranslation();
  const sentenceOf = useErrorSentence();
  return (
    <Notice
      tone="error"
      action={
        <>
          {onRetry ? (
            <Action variant="secondary" onClick={onRetry}>
              {t("retry")}
            </Action>
          ) : null}
          {onClose ? (
            <Action variant="secondary" onClick={onClose}>
              {t("close")}
            </Action>
          ) : null}
        </>
      }
    >
      {sentence ?? sentenceOf(error)}
    </Notice>
  );
}

/** A page that could not be had: the error under a heading of its own. */
export function FailedPage(props: ErrorNoticeProps) {
  const { t } = useTranslation("errors");
  return (
    <>
      <PageHeading>{t("title")}</PageHeading>
      <ErrorNotice {...props} />
    </>
  );
}
