import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextInput } from "suomifi-ui-components";
import { ApiError } from "../core/api";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { missing, useSubmit } from "../design/useSubmit";

interface SignInFormProps {
  /** Fails with an ApiError. */
  readonly onSignIn: (name: string, password: string) => Promise<unknown>;
}

/** User name and password of staff. */
export function SignInForm({ onSignIn }: SignInFormProps) {
  const { t } = useTranslation("signin");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { asked, busy, error, onSubmit } = useSubmit(Boolean(name && password), () =>
    onSignIn(name, password),
  );
  const wrong = error instanceof ApiError && (error.code === "refused" || error.code === "unauthenticated");
  return (
    <form onSubmit={onSubmit} noValidate>
      {error ? <ErrorNotice error={error} {...(wrong ? { sentence: t("wrong") } : {})} /> : null}
      <TextInput
        labelText={t("name")}
        value={name}
        onChange={(value) => setName(String(value ?? ""))}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        fullWidth
        maxLength={80}
        {...missing(asked && !name, t("nameMissing"))}
      />
      <TextInput
        labelText={t("password")}
        type="password"
        value={password}
        onChange={(value) => setPassword(String(value ?? ""))}
        autoComplete="current-password"
        fullWidth
        maxLength={200}
        {...missing(asked && !password, t("passwordMissing"))}
      />
      <div>
        <Action type="submit" large aria-disabled={busy}>
          {busy ? t("submitting") : t("submit")}
        </Action>
      </div>
      <p className="quiet">{t("forgot")}</p>
    </form>
  );
}
