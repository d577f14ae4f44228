import type { StatementText } from "./text";

export const en: StatementText = {
  title: "Accessibility statement",
  about: "This statement is about the service Etäluukku. The service is run by {{name}}.",
  aboutNobody:
    "This statement is about the service Etäluukku. Whoever runs the service has not given a name here yet.",
  law: "The Finnish Act on the Provision of Digital Services (306/2019) demands that everybody can use public web services. It asks for level AA of the guidelines WCAG (version 2.1). We aim at version 2.2.",
  status: {
    title: "How accessible the service is",
    paragraphs: [
      "The service meets the requirements in part. What is missing, and what is not proven yet, stands below.",
    ],
  },
  lacking: {
    title: "What is missing or not proven",
    paragraphs: [],
    list: [
      "People who use a screen reader, a magnifier, voice control or a switch have not tried the service yet. That these work has been checked by programs only.",
      "People who sign and people who are hard of hearing have not tried the service yet. On a slow line the picture may be too poor for signing, or missing.",
      "Shared documents are shown as pictures. A screen reader gets the text of a page, but no headings, tables or form fields. A scanned page gives no text at all (WCAG 1.1.1 and 1.3.1).",
      "Speech gets no captions by itself. People can write in the call, and ask for a speech-to-text interpreter.",
      "Safari, iPhone and iPad have not been tried on real devices.",
      "Changed text spacing (WCAG 1.4.12) is not proven on all screens.",
      "The authorities' own texts, such as descriptions of services, have not been assessed.",
    ],
  },
  assessment: {
    title: "How this was assessed",
    paragraphs: [
      "The makers of the software assessed the service themselves. The main screens were checked with the program axe by the WCAG levels A and AA, and in a narrow window that is like 400 per cent zoom. A whole call was made with the keyboard alone. No expert from outside has assessed the service.",
    ],
  },
  made: { title: "When the statement was made", paragraphs: ["The statement was made on {{day}}."] },
  reviewed: "Whoever runs the service reviewed the statement on {{day}}.",
  neverReviewed:
    "Whoever runs the service has not reviewed the statement yet. It is what the makers of the software found.",
  feedback: {
    title: "Tell us what does not work",
    paragraphs: [
      "If something does not work for you, tell us. You can also ask for the information in a form that suits you. We answer within 14 days.",
    ],
  },
  email: "E-mail",
  phone: "Telephone",
  address: "Post",
  nobodyToTell:
    "Whoever runs the service has not given a way to reach them here yet. Tell the advisor at the service point, or the authority that you deal with.",
  supervision: {
    title: "If the answer does not satisfy you",
    paragraphs: [
      "Turn to us first. If the answer is not enough for you, or none comes within two weeks, you can complain to the supervisory authority or report to it. Its pages tell how, and what happens then.",
    ],
  },
  supervisor: [
    "Finnish Transport and Communications Agency Traficom",
    "Unit for the supervision of digital accessibility",
    "Telephone exchange 029 534 5000",
  ],
};
