import "./point.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextInput } from "suomifi-ui-components";
import { ApiError } from "../core/api";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { missing, useRefusedField, useSubmit } from "../design/useSubmit";
import { useLanguage } from "../i18n";
import { keepLanguage } from "../i18n/languages";

interface EnrolPageProps {
  /** Fails with an ApiError. */
  readonly onEnrol: (code: string) => Promise<unknown>;
  /** It was a service point until now; the administrator has ended that. */
  readonly revoked?: boolean;
}

/** A device that is no service point yet: its one-time code. The language shown now becomes its own. */
export function EnrolPage({ onEnrol, revoked = false }: EnrolPageProps) {
  const { t } = useTranslation("point");
  const { t: errors } = useTranslation("errors");
  const { language } = useLanguage();
  const [code, setCode] = useState("");
  const { asked, busy, error, onSubmit } = useSubmit(code.trim() !== "", async () => {
    await onEnrol(code.trim());
    keepLanguage(language);
  });
  const wrong = error instanceof ApiError && ["refused", "invalid", "unauthenticated"].includes(error.code);
  const field = useRefusedField(error, wrong);
  return (
    <PageFrame title={t("enrol.title")} large tinted>
      {revoked ? (
        <PageHeading focus lead={t("enrol.revoked")}>
          {t("enrol.revokedTitle")}
        </PageHeading>
      ) : (
        <PageHeading lead={t("enrol.lead")}>{t("enrol.title")}</PageHeading>
      )}
      <div className="card form-card">
        <form onSubmit={onSubmit} noValidate>
          <div id="enrol-error">
            {error ? (
              <ErrorNotice error={error} {...(wrong ? { sentence: errors("wrongCode") } : {})} />
            ) : null}
          </div>
          <TextInput
            ref={field}
            // Read out with the field that takes the focus.
            aria-describedby="enrol-error"
            {...(wrong ? { status: "error" } : {})}
            className="point__code"
            labelText={t("enrol.code")}
            value={code}
            onChange={(value) => setCode(String(value ?? ""))}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            fullWidth
            maxLength={40}
            {...missing(asked && !code.trim(), t("enrol.codeMissing"))}
          />
          <div>
            <Action type="submit" large aria-disabled={busy}>
              {busy ? t("enrol.submitting") : t("enrol.submit")}
            </Action>
          </div>
        </form>
        <p>
          <a href="/nettest">{t("enrol.nettest")}</a>
        </p>
      </div>
    </PageFrame>
  );
}
