// The words of the accessibility statement, one file for each language. Not in src/i18n: a page has them only
// when somebody reads them.

/** A heading and what stands under it. */
export interface Passage {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly list?: readonly string[];
}

/** After the model statement of decision (EU) 2018/1523, and section 9 of act 306/2019. */
export interface StatementText {
  readonly title: string;
  /** `{{name}}` is who runs the service. */
  readonly about: string;
  readonly aboutNobody: string;
  readonly law: string;
  readonly status: Passage;
  /** What does not fulfil the requirements, or is not proven to. */
  readonly lacking: Passage;
  readonly assessment: Passage;
  readonly made: Passage;
  /** `{{day}}` is the day of the operator's own review. */
  readonly reviewed: string;
  readonly neverReviewed: string;
  readonly feedback: Passage;
  readonly email: string;
  readonly phone: string;
  readonly address: string;
  readonly nobodyToTell: string;
  readonly supervision: Passage;
  readonly supervisor: readonly string[];
}

/** When these words were last compared with the product (ISO 8601). Change it together with them. */
export const MADE = "2026-11-22";

/** Where a complaint is made; Traficom supervises digital accessibility since 1 January 2025. */
export const SUPERVISOR_PAGES = "https://www.saavutettavuusvaatimukset.fi";
export const SUPERVISOR_EMAIL = "saavutettavuus@traficom.fi";
