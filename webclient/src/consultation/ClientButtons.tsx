import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { type Loudness, louder, quieter } from "../core/loudness";
import { useStore } from "../core/store";
import { ErrorNotice } from "../design/ErrorNotice";
import { BigButton } from "./BigButton";
import {
  ChatIcon,
  CloseIcon,
  HangUpIcon,
  LouderIcon,
  MicrophoneIcon,
  PaperIcon,
  PersonIcon,
  QuieterIcon,
} from "./Icons";
import { useAction } from "./useAction";

/** The id of the button that ends the call. */
export const END_ID = "client-end";

interface LoudnessProps {
  readonly loudness: Loudness;
  readonly onLoudness: (loudness: Loudness) => void;
}

/** Louder and quieter, as on the remote control of a television, and in words how loud it is. */
export function LoudnessButtons({ loudness, onLoudness }: LoudnessProps) {
  const { t } = useTranslation("client");
  return (
    <fieldset className="big-pair">
      <legend className="visually-hidden">{t("sound.title")}</legend>
      <BigButton
        testId="quieter"
        icon={<QuieterIcon />}
        label={t("sound.quieter")}
        off={quieter(loudness) === loudness}
        onClick={() => onLoudness(quieter(loudness))}
      />
      <BigButton
        testId="louder"
        icon={<LouderIcon />}
        label={t("sound.louder")}
        off={louder(loudness) === loudness}
        onClick={() => onLoudness(louder(loudness))}
      />
      <p className="big-pair__now" role="status" data-testid="loudness">
        {t(`sound.now${loudness}`)}
      </p>
    </fieldset>
  );
}

interface PapersButtonProps {
  readonly open: boolean;
  readonly onPress: () => void;
}

/** Shows what lies on the table, or gives its room to the people. */
export function PapersButton({ open, onPress }: PapersButtonProps) {
  const { t } = useTranslation("client");
  return (
    <BigButton
      testId="client-papers"
      icon={open ? <CloseIcon /> : <PaperIcon />}
      label={open ? t("papers.hide") : t("papers.show")}
      aria-expanded={open}
      onClick={onPress}
    />
  );
}

interface TextButtonProps extends PapersButtonProps {
  readonly unread: number;
}

/** Messages and real-time text, where the call has any. */
export function TextButton({ open, unread, onPress }: TextButtonProps) {
  const { t } = useTranslation("client");
  return (
    <BigButton
      id="tool-chat"
      testId="client-text"
      icon={<ChatIcon />}
      label={unread > 0 ? t("text.unread", { count: unread }) : t("text.open")}
      aria-expanded={open}
      aria-controls={open ? "panel-chat" : undefined}
      onClick={onPress}
    />
  );
}

interface AdvisorButtonProps {
  readonly model: Pick<ConsultationModel, "advisor">;
  /** Before the question is taken back. */
  readonly onWithdraw: () => void;
}

/** Asks the expert to let the advisor in again, or takes the question back: one button, so that nobody loses it. */
export function AdvisorButton({ model: { advisor }, onWithdraw }: AdvisorButtonProps) {
  const { t } = useTranslation("client");
  const { presence } = useStore(advisor.state);
  const { run, busy, error } = useAction();
  const asking = presence === "asking";
  const press = () => {
    if (asking) onWithdraw();
    run(() => (asking ? advisor.leave() : advisor.comeBack()));
  };
  return (
    <>
      <BigButton
        testId={asking ? "advisor-withdraw" : "advisor-return"}
        icon={asking ? <CloseIcon /> : <PersonIcon />}
        label={asking ? t("advisor.withdraw") : t("advisor.call")}
        off={busy}
        onClick={press}
      />
      {error ? <ErrorNotice error={error} /> : null}
    </>
  );
}

/** Begins to end the call: it asks once more. */
export function EndButton({ onPress }: { readonly onPress: () => void }) {
  const { t } = useTranslation("client");
  return (
    <BigButton
      id={END_ID}
      testId="leave-consultation"
      grave
      icon={<HangUpIcon />}
      label={t("end.button")}
      onClick={onPress}
    />
  );
}

/** The one thing that nobody else can mend: the advisor has gone and left the microphone off. */
export function MicrophoneNote({
  model: { devices },
}: {
  readonly model: Pick<ConsultationModel, "devices">;
}) {
  const { t } = useTranslation("client");
  const { microphone } = useStore(devices.state);
  const off = microphone.problem === null && !microphone.on;
  return (
    <div className="big-note" role="status" data-off={off}>
      {off ? (
        <>
          <p>{t("microphone.off")}</p>
          <BigButton
            testId="client-microphone"
            icon={<MicrophoneIcon />}
            label={t("microphone.on")}
            onClick={() => void devices.setMicrophone(true)}
          />
        </>
      ) : null}
    </div>
  );
}
