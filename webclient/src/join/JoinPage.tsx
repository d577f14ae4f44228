import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextInput } from "suomifi-ui-components";
import { ApiError, FetchApi } from "../core/api";
import type { PrivacyNotice } from "../core/protocol";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { missing, useRefusedField, useSubmit } from "../design/useSubmit";
import { Controller } from "../privacy/Controller";

interface JoinPageProps {
  /** From the address; may be empty. */
  readonly code: string;
  /** Fails with an ApiError. */
  readonly onJoin: (code: string, name: string) => Promise<unknown>;
}

/** Code and name; one press to the lobby. */
export function JoinPage({ code: given, onJoin }: JoinPageProps) {
  const { t } = useTranslation("join");
  const { t: errors } = useTranslation("errors");
  const { t: privacy } = useTranslation("privacy");
  const [code, setCode] = useState(given);
  const [name, setName] = useState("");
  const { asked, busy, error, onSubmit } = useSubmit(code.trim() !== "", () =>
    onJoin(code.trim(), name.trim()),
  );
  const wrong = error instanceof ApiError && ["refused", "invalid", "unauthenticated"].includes(error.code);
  const field = useRefusedField(error, wrong);
  return (
    <PageFrame title={t("title")} tinted>
      <PageHeading lead={t("lead")}>{t("title")}</PageHeading>
      <div className="card form-card">
        <form onSubmit={onSubmit} noValidate>
          <div id="join-error">
            {error ? (
              <ErrorNotice error={error} {...(wrong ? { sentence: errors("wrongCode") } : {})} />
            ) : null}
          </div>
          <TextInput
            ref={field}
            // Read out with the field that takes the focus.
            aria-describedby="join-error"
            {...(wrong ? { status: "error" } : {})}
            labelText={t("code")}
            hintText={t("codeHint")}
            value={code}
            onChange={(value) => setCode(String(value ?? ""))}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            fullWidth
            maxLength={64}
            {...missing(asked && !code.trim(), t("codeMissing"))}
          />
          <TextInput
            labelText={t("name")}
            hintText={t("nameHint")}
            value={name}
            onChange={(value) => setName(String(value ?? ""))}
            autoComplete="name"
            fullWidth
            maxLength={80}
          />
          <Controller
            read={() => readBy(code.trim())}
            first={code.trim() ? undefined : privacy("codeFirst")}
            refused={errors("wrongCode")}
            leads
          />
          <div>
            <Action type="submit" large aria-disabled={busy}>
              {busy ? t("submitting") : t("submit")}
            </Action>
          </div>
        </form>
      </div>
    </PageFrame>
  );
}

/** The text of the authority that the code leads to; the code can still be used (F-101). */
function readBy(code: string): Promise<PrivacyNotice> {
  return new FetchApi("guest").post("/api/join/privacy", { code });
}
