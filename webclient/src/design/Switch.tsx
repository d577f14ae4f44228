interface SwitchProps {
  readonly label: string;
  /** The state in a word, beside the switch. */
  readonly state: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly testId?: string;
  /** The id of what explains it. */
  readonly describedBy?: string;
}

/** Something that is on or off: told by the knob's place, by a word and by colour. */
export function Switch({ label, state, on, onChange, testId, describedBy }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      aria-describedby={describedBy}
      className="switch"
      data-testid={testId}
      onClick={() => onChange(!on)}
    >
      <span className="switch__track" aria-hidden="true">
        <span className="switch__knob" />
      </span>
      <span className="switch__words" aria-hidden="true">
        <span className="switch__label">{label}</span>
        <span className="switch__state">{state}</span>
      </span>
    </button>
  );
}
