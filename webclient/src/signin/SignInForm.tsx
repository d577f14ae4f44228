import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { TextInput } from "suomifi-ui-components";
import { ApiError } from "../core/api";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";

interface SignInFormProps {
  /** Fails with an ApiError. */
  readonly onSignIn: (name: string, password: string) => Promise<unknown>;
}

/** User name and password of staff. */
export function SignInForm({ onSignIn }: SignInFormProps) {
  const { t } = useTranslation("signin");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setAsked(true);
    if (busy || !name || !password) return;
    setBusy(true);
    setError(null);
    try {
      await onSignIn(name, password);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }

  const wrong = error instanceof ApiError && (error.code === "refused" || error.code === "unauthenticated");
  return (
    <form onSubmit={submit} noValidate>
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

function missing(is: boolean, sentence: string): { status: "error"; statusText: string } | object {
  return is ? { status: "error", statusText: sentence } : {};
}
