import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { TextInput } from "suomifi-ui-components";
import { ApiError } from "../core/api";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { missing } from "../design/useSubmit";
import { useOneByOne } from "./useAsking";

/** The client of an appointment is here: the code opens the call (F-47). */
export function ArriveForm({ onArrive }: { readonly onArrive: (code: string) => Promise<void> }) {
  const { t } = useTranslation("booking");
  const [code, setCode] = useState("");
  const [asked, setAsked] = useState(false);
  const { busy, error, run } = useOneByOne();
  const sentence = useSentence(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (code.trim()) run(() => onArrive(code.trim()));
  };
  return (
    <form noValidate onSubmit={submit} data-testid="arrive">
      <TextInput
        labelText={t("arrive.code")}
        hintText={t("arrive.hint")}
        value={code}
        onChange={(value) => setCode(String(value ?? ""))}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        fullWidth
        maxLength={40}
        {...missing(asked && code.trim() === "", t("arrive.missing"))}
      />
      {error ? <ErrorNotice error={error} {...(sentence ? { sentence } : {})} /> : null}
      <div>
        <Action type="submit" large aria-disabled={busy} data-testid="arrive-now">
          {t("arrive.begin")}
        </Action>
      </div>
    </form>
  );
}

/** Why a code opens nothing, where that is known better than by the error. */
function useSentence(error: unknown): string | null {
  const { t } = useTranslation("booking");
  if (!(error instanceof ApiError)) return null;
  if (error.code === "refused") return t("arrive.unknown");
  if (error.code !== "conflict") return null;
  if (error.detail === "early") return t("arrive.early");
  return error.detail === "late" ? t("arrive.late") : null;
}
