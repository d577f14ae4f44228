import type { StatementText } from "./text";

export const sv: StatementText = {
  title: "Tillgänglighetsutlåtande",
  about: "Det här utlåtandet gäller tjänsten Etäluukku. Tjänsten upprätthålls av {{name}}.",
  aboutNobody:
    "Det här utlåtandet gäller tjänsten Etäluukku. Den som upprätthåller tjänsten har ännu inte uppgett sitt namn här.",
  law: "Lagen om tillhandahållande av digitala tjänster (306/2019) kräver att alla kan använda offentliga webbtjänster. Kravet är nivå AA i WCAG-riktlinjerna (version 2.1). Vårt mål är version 2.2.",
  status: {
    title: "Hur tillgänglig tjänsten är",
    paragraphs: [
      "Tjänsten uppfyller kraven delvis. Bristerna, och det som ännu inte har säkerställts, finns nedan.",
    ],
  },
  lacking: {
    title: "Vad som saknas eller inte har säkerställts",
    paragraphs: [],
    list: [
      "Människor som använder skärmläsare, förstoringsprogram, röststyrning eller kontaktstyrning har ännu inte prövat tjänsten. Att de fungerar har bara kontrollerats med program.",
      "Teckenspråkiga personer och personer med nedsatt hörsel har ännu inte prövat tjänsten. På en långsam förbindelse kan bilden vara för svag för teckenspråk eller saknas.",
      "Delade dokument visas som bilder. Skärmläsaren får sidans text, men inte rubriker, tabeller eller fält i blanketter. En skannad sida ger ingen text alls (WCAG 1.1.1 och 1.3.1).",
      "Tal textas inte av sig självt. Man kan skriva i samtalet och be en skrivtolk komma med.",
      "Safari, iPhone och iPad har inte prövats på riktiga enheter.",
      "Ändrade avstånd i text (WCAG 1.4.12) har inte säkerställts på alla skärmar.",
      "Myndigheternas egna texter, till exempel beskrivningar av tjänster, har inte bedömts.",
    ],
  },
  assessment: {
    title: "Hur detta har bedömts",
    paragraphs: [
      "De som har gjort programmet har själva bedömt tjänsten. De viktigaste skärmarna har kontrollerats med programmet axe enligt WCAG-nivåerna A och AA, och på en smal skärm som motsvarar 400 procents förstoring. Ett helt samtal har gjorts med bara tangentbordet. Ingen utomstående expert har bedömt tjänsten.",
    ],
  },
  made: { title: "När utlåtandet har gjorts", paragraphs: ["Utlåtandet har gjorts {{day}}."] },
  reviewed: "Den som upprätthåller tjänsten har granskat utlåtandet {{day}}.",
  neverReviewed:
    "Den som upprätthåller tjänsten har ännu inte granskat utlåtandet. Det är en bedömning av dem som har gjort programmet.",
  feedback: {
    title: "Berätta om en brist",
    paragraphs: [
      "Om något inte fungerar för dig, berätta det för oss. Du kan också be om informationen i en form som passar dig. Vi svarar inom 14 dagar.",
    ],
  },
  email: "E-post",
  phone: "Telefon",
  address: "Post",
  nobodyToTell:
    "Den som upprätthåller tjänsten har ännu inte gett någon kontaktuppgift här. Berätta om bristen för rådgivaren på servicestället eller för myndigheten som du har ärende till.",
  supervision: {
    title: "Om du inte är nöjd med svaret",
    paragraphs: [
      "Kontakta först oss. Om svaret inte räcker för dig, eller om du inte får svar inom två veckor, kan du klaga hos eller anmäla saken till tillsynsmyndigheten. På dess webbplats står hur du gör och hur ärendet behandlas.",
    ],
  },
  supervisor: [
    "Transport- och kommunikationsverket Traficom",
    "Enheten för tillsyn över digital tillgänglighet",
    "Växel 029 534 5000",
  ],
};
