import type { StatementText } from "./text";

export const fi: StatementText = {
  title: "Saavutettavuusseloste",
  about: "Tämä seloste koskee Etäluukku-palvelua. Palvelua ylläpitää {{name}}.",
  aboutNobody:
    "Tämä seloste koskee Etäluukku-palvelua. Palvelun ylläpitäjä ei ole vielä kertonut tässä nimeään.",
  law: "Digitaalisten palvelujen tarjoamisesta annettu laki (306/2019) vaatii, että kaikki voivat käyttää julkisia verkkopalveluja. Vaatimuksena on WCAG-ohjeiston taso AA (versio 2.1). Tavoitteemme on versio 2.2.",
  status: {
    title: "Miten saavutettava palvelu on",
    paragraphs: [
      "Palvelu täyttää vaatimukset osittain. Puutteet ja asiat, joita ei ole vielä varmistettu, ovat alla.",
    ],
  },
  lacking: {
    title: "Mitä puuttuu tai ei ole varmistettu",
    paragraphs: [],
    list: [
      "Ruudunlukijaa, suurennusohjelmaa, puheohjausta tai kytkinohjausta käyttävät ihmiset eivät ole vielä kokeilleet palvelua. Niiden toimiminen on tarkistettu vain ohjelmallisesti.",
      "Viittomakieliset ja huonokuuloiset ihmiset eivät ole vielä kokeilleet palvelua. Hitaalla yhteydellä kuva voi olla viittomiseen liian heikko tai se voi puuttua.",
      "Jaetut asiakirjat näytetään kuvina. Ruudunlukija saa sivun tekstin, mutta ei otsikoita, taulukoita eikä lomakkeen kenttiä. Skannatusta sivusta ei saa tekstiä lainkaan (WCAG 1.1.1 ja 1.3.1).",
      "Puhetta ei tekstitetä itsestään. Puhelussa voi kirjoittaa, ja mukaan voi pyytää kirjoitustulkin.",
      "Safaria, iPhonea ja iPadia ei ole kokeiltu oikeilla laitteilla.",
      "Tekstin välistyksen muuttamista (WCAG 1.4.12) ei ole varmistettu kaikilla näytöillä.",
      "Viranomaisten omia tekstejä, kuten palvelujen kuvauksia, ei ole arvioitu.",
    ],
  },
  assessment: {
    title: "Miten tämä on arvioitu",
    paragraphs: [
      "Ohjelmiston tekijät ovat arvioineet palvelun itse. Tärkeimmät näytöt on tarkistettu axe-ohjelmalla WCAG-tasojen A ja AA mukaan ja kapealla näytöllä, joka vastaa 400 prosentin suurennosta. Koko puhelu on tehty pelkällä näppäimistöllä. Ulkopuolinen asiantuntija ei ole arvioinut palvelua.",
    ],
  },
  made: { title: "Milloin seloste on tehty", paragraphs: ["Seloste on laadittu {{day}}."] },
  reviewed: "Palvelun ylläpitäjä on tarkistanut selosteen {{day}}.",
  neverReviewed:
    "Palvelun ylläpitäjä ei ole vielä tarkistanut selostetta. Se on ohjelmiston tekijöiden arvio.",
  feedback: {
    title: "Kerro puutteesta",
    paragraphs: [
      "Jos jokin ei toimi sinulle, kerro siitä meille. Voit myös pyytää tiedon muodossa, joka sopii sinulle. Vastaamme 14 päivän kuluessa.",
    ],
  },
  email: "Sähköposti",
  phone: "Puhelin",
  address: "Posti",
  nobodyToTell:
    "Palvelun ylläpitäjä ei ole vielä antanut yhteystietoa tähän. Kerro puutteesta palvelupisteen neuvojalle tai viranomaiselle, jonka luona asioit.",
  supervision: {
    title: "Jos et ole tyytyväinen vastaukseen",
    paragraphs: [
      "Ota ensin yhteyttä meihin. Jos vastaus ei riitä sinulle tai et saa vastausta kahdessa viikossa, voit tehdä kantelun tai ilmoituksen valvovalle viranomaiselle. Sen sivuilla kerrotaan, miten asia tehdään ja miten se käsitellään.",
    ],
  },
  supervisor: [
    "Liikenne- ja viestintävirasto Traficom",
    "Digitaalisen esteettömyyden ja saavutettavuuden valvontayksikkö",
    "Puhelinvaihde 029 534 5000",
  ],
};
