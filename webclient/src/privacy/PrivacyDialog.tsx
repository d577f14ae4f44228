import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../core/api";
import type { PrivacyNotice, PrivacyText } from "../core/protocol";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { ReadingDialog } from "../design/ReadingDialog";
import { useLanguage } from "../i18n";
import type { ControllerProps } from "./Controller";

type PrivacyDialogProps = Omit<ControllerProps, "name"> & { readonly onClose: () => void };
type AskedProps = Pick<ControllerProps, "read" | "refused" | "leads">;

/** The authority's text on data protection, or with whom to ask where it has given none. */
export function PrivacyDialog({ first, onClose, ...asked }: PrivacyDialogProps) {
  const { t } = useTranslation("privacy");
  const { localLang } = useLanguage();
  return (
    <ReadingDialog title={t("title")} testId="privacy" onClose={onClose}>
      <div lang={localLang}>{first ? <p>{first}</p> : <Asked {...asked} />}</div>
    </ReadingDialog>
  );
}

function Asked({ read, refused, leads = false }: AskedProps) {
  const { notice, error, ask } = useNotice(read);
  if (notice) return <Notice notice={notice} leads={leads} />;
  if (!error) return <Loading />;
  const final = error instanceof ApiError && ["refused", "invalid"].includes(error.code);
  return final && refused ? (
    <ErrorNotice error={error} sentence={refused} />
  ) : (
    <ErrorNotice error={error} onRetry={ask} />
  );
}

/** Asks once, and again at a press. */
function useNotice(read: () => Promise<PrivacyNotice>) {
  const [notice, setNotice] = useState<PrivacyNotice | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [asker] = useState(() => read);
  const ask = useCallback(() => {
    setError(null);
    asker().then(setNotice, setError);
  }, [asker]);
  useEffect(ask, [ask]);
  return { notice, error, ask };
}

function Notice({ notice, leads }: { readonly notice: PrivacyNotice; readonly leads: boolean }) {
  const { t } = useTranslation("privacy");
  const { local } = useLanguage();
  const { phone, text } = notice;
  const controller = local(notice.controller);
  return (
    <>
      <p className="lead">{t("line", { controller })}</p>
      {text ? (
        <Parts text={text} leads={leads} />
      ) : (
        <p data-testid="privacy-none">
          {phone ? t("none", { controller, phone }) : t("noneNoPhone", { controller })}
        </p>
      )}
      <Part title={t("rightsTitle")} words={t("rights")} />
    </>
  );
}

function Parts({ text, leads }: { readonly text: PrivacyText; readonly leads: boolean }) {
  const { t } = useTranslation("privacy");
  const { local } = useLanguage();
  const address = text.address ? local(text.address) : null;
  return (
    <>
      <Part title={t("purpose")} words={local(text.purpose)} />
      <Part title={t("basis")} words={local(text.basis)} />
      <Part title={t("personalData")} words={local(text.personalData)} />
      <Part title={t("retention")} words={local(text.retention)} />
      <Part title={t("officer")} words={local(text.officer)} />
      {address ? (
        <section>
          <h3>{t("address")}</h3>
          {/* A service point has no way to other pages: the address is there to be written down. */}
          <p>{leads ? <Away address={address} /> : address}</p>
        </section>
      ) : null}
    </>
  );
}

function Away({ address }: { readonly address: string }) {
  const { t } = useTranslation("privacy");
  return (
    <a href={address} target="_blank" rel="noreferrer">
      {address} ({t("newTab")})
    </a>
  );
}

function Part({ title, words }: { readonly title: string; readonly words: string }) {
  return (
    <section>
      <h3>{title}</h3>
      <p>{words}</p>
    </section>
  );
}
