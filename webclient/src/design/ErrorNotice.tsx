import { useTranslation } from "react-i18next";
import { ApiError, toApiError } from "../core/api";
import errors from "../i18n/fi/errors.json";
import { Action } from "./Action";
import { Notice } from "./Notice";
import { PageHeading } from "./PageHeading";

type Detail = keyof typeof errors.detail;

/** The sentence for an error: by its detail where there is one, else by its code. */
export function useErrorSentence(): (error: unknown) => string {
  const { t } = useTranslation("errors");
  return (error) => {
    if (!(error instanceof ApiError)) return t("code.unknown");
    const { code, detail } = toApiError(error);
    if (Object.hasOwn(errors.detail, detail)) return t(`detail.${detail as Detail}`);
    return t(`code.${code}`);
  };
}

interface ErrorNoticeProps {
  readonly error: unknown;
  /** What happened in this place, where it is known better than by the error. */
  readonly sentence?: string;
  readonly onRetry?: () => void;
}

/** What went wrong and what to do now. */
export function ErrorNotice({ error, sentence, onRetry }: ErrorNoticeProps) {
  const { t } = useTranslation();
  const sentenceOf = useErrorSentence();
  return (
    <Notice
      tone="error"
      action={
        onRetry ? (
          <Action variant="secondary" onClick={onRetry}>
            {t("retry")}
          </Action>
        ) : undefined
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
