import "./keys.css";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { Switch } from "../design/Switch";
import { KEYS, type Key } from "./keys";
import { keysOn, useKeys } from "./useKeys";

/** The button that shows every key of the desk, and the list itself; the key `?` opens it as well. */
export function KeyList() {
  const { t } = useTranslation("desk");
  const [open, setOpen] = useState(false);
  useKeys({ list: () => setOpen(true) });
  return (
    <>
      <button type="button" className="keys-button" data-testid="show-keys" onClick={() => setOpen(true)}>
        {t("keys.show")}
      </button>
      {open ? <KeyDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function KeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("desk");
  const { t: common } = useTranslation();
  const on = useStore(keysOn.state);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    // The browser keeps the focus inside, closes with Escape, and gives the focus back.
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} className="keys" aria-labelledby={id} data-testid="keys" onClose={onClose}>
      <h2 id={id}>{t("keys.title")}</h2>
      <Switch
        label={t("keys.switch")}
        state={t(on ? "keys.on" : "keys.off")}
        on={on}
        onChange={(wanted) => keysOn.set(wanted)}
        testId="keys-on"
      />
      <p>{t("keys.text")}</p>
      <Keys title={t("keys.desk")} keys={KEYS.filter(({ place }) => place !== "call")} />
      <Keys title={t("keys.call")} keys={KEYS.filter(({ place }) => place === "call")} />
      <div>
        <Action data-testid="close-keys" onClick={() => dialog.current?.close()}>
          {common("close")}
        </Action>
      </div>
    </dialog>
  );
}

function Keys({ title, keys }: { readonly title: string; readonly keys: readonly Key[] }) {
  const { t } = useTranslation("desk");
  return (
    <>
      <h3>{title}</h3>
      <dl className="keys__list">
        {keys.map(({ action, code, cap }) => (
          <div key={action}>
            <dt>
              {code === "" ? null : (
                <>
                  <kbd>Alt</kbd> + <kbd>{t("keys.shift")}</kbd> +{" "}
                </>
              )}
              <kbd>{code.startsWith("Arrow") ? <Arrow down={code === "ArrowDown"} /> : cap}</kbd>
            </dt>
            <dd>{t(`keys.does.${action}`)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** An arrow is a picture: its name is what is read aloud. */
function Arrow({ down }: { readonly down: boolean }) {
  const { t } = useTranslation("desk");
  return (
    <>
      <span aria-hidden="true">{down ? "↓" : "↑"}</span>
      <span className="visually-hidden">{t(down ? "keys.down" : "keys.up")}</span>
    </>
  );
}
