"""Everyday words by which people look for the services of the demonstration, by the service's key.

What people say, not what authorities write; forms whose stem changes stand beside the plain one.
"""

from __future__ import annotations

from typing import Final

from signaling.web.messages.base import LocalWords


def _words(fi: str, sv: str, en: str) -> LocalWords:
    """Phrases are parted by commas."""
    return LocalWords(*(tuple(text.split(", ")) for text in (fi, sv, en)))


KEYWORDS: Final = {
    "kela-toimeentulo": _words(
        "raha, rahat loppu, vuokra, asunto, asuminen, tuki, tukea, laskut, sähkölasku, velka, muutto",
        "pengar, hyra, bostad, stöd, räkningar, elräkning, skuld, flytt",
        "money, rent, flat, home, benefit, bills, electricity, debt, moving",
    ),
    "kela-kuntoutus": _words(
        "kuntoutus, jaksaminen, terapia, sairaus, sairas, selkä, masennus, uupumus",
        "rehabilitering, ork, terapi, sjukdom, sjuk, rygg, depression, utmattning",
        "rehabilitation, therapy, illness, ill, back, depression, burnout",
    ),
    "kela-perhe": _words(
        "lapsi, lasten, vauva, äitiys, isyys, raskaus, vanhempainraha, lapsilisä, elatus, päivähoito, raha",
        "barn, baby, graviditet, mamma, pappa, föräldrapenning, barnbidrag, underhåll, dagvård, pengar",
        "child, baby, pregnancy, mother, father, parental leave, child benefit, maintenance, day care, money",
    ),
    "kela-elake": _words(
        "eläke, eläkkeelle, vanhuus, vammainen, vammaistuki, tulkki, viittomakieli, raha",
        "pension, ålderdom, funktionsnedsättning, handikapp, tolk, teckenspråk, pengar",
        "pension, retirement, old age, disability, interpreter, sign language, money",
    ),
    "maistraatti-kuuleminen": _words(
        "edunvalvoja, edunvalvonta, holhous, kuuleminen, muistisairaus, omainen, valtuutus",
        "intressebevakare, förmyndare, hörande, minnessjukdom, anhörig, fullmakt",
        "guardian, hearing, dementia, relative, power of attorney",
    ),
    "maistraatti-lupa": _words(
        "lupa, luvan, edunvalvoja, päämies, asunnon myynti, perintö, kuolinpesä",
        "tillstånd, intressebevakare, huvudman, försäljning av bostad, arv, dödsbo",
        "permit, guardian, selling a home, inheritance, estate",
    ),
    "te-ammatinvalinta": _words(
        "ammatti, ammatin, opiskelu, koulu, koulutus, kurssi, työ, uusi ala",
        "yrke, studier, skola, utbildning, kurs, arbete, ny bransch",
        "occupation, studies, school, training, course, job, new career",
    ),
    "te-suunnitelma": _words(
        "työ, töitä, työpaikka, työtön, työttömän, työttömyys, irtisanottu, lomautettu, potkut, työkkäri",
        "arbete, jobb, arbetslös, arbetslöshet, uppsagd, permitterad",
        "work, job, unemployed, unemployment, laid off, dismissed",
    ),
    "te-yrittaja": _words(
        "yritys, yrittäjä, oma firma, toiminimi, starttiraha, raha",
        "företag, företagare, egen firma, startpeng, pengar",
        "business, company, entrepreneur, own firm, start-up grant, money",
    ),
    "oikeusapu-neuvottelu": _words(
        "lakimies, juristi, asianajaja, oikeus, käräjät, ero, avioero, testamentti, perintö, riita, velka",
        "jurist, advokat, rätt, tingsrätt, skilsmässa, testamente, arv, tvist, skuld",
        "lawyer, solicitor, court, divorce, will, inheritance, dispute, debt",
    ),
    "vero-kotitalous": _words(
        "vero, verot, veroilmoitus, vähennys, remontti, siivous, kotitalous",
        "skatt, skatter, deklaration, avdrag, renovering, städning, hushåll",
        "tax, taxes, tax return, deduction, renovation, cleaning, household",
    ),
    "vero-verokortti": _words(
        "vero, verot, verokortti, veroprosentti, palkka, tulot, ennakkovero, kesätyö",
        "skatt, skatter, skattekort, skatteprocent, lön, inkomst, förskottsskatt, sommarjobb",
        "tax, taxes, tax card, tax rate, salary, income, summer job",
    ),
    "poliisi-luvat": _words(
        "passi, passin, henkilökortti, henkilöllisyystodistus, ajokortti, aselupa, lupa, matka",
        "pass, identitetskort, id-kort, körkort, vapenlicens, tillstånd, resa",
        "passport, identity card, id, driving licence, firearm, permit, travel",
    ),
    "kunta-ikaihmiset": _words(
        "vanhus, vanhan, ikäihminen, kotihoito, kotiapu, omaishoito, äiti, isä, muisti, turvapuhelin",
        "äldre, åldring, hemvård, hemhjälp, närståendevård, mamma, pappa, minne, trygghetstelefon",
        "old, elderly, home care, home help, carer, mother, father, memory, alarm",
    ),
    "kunta-rakennus": _words(
        "talo, rakentaminen, rakennuslupa, remontti, tontti, sauna, piha, mökki",
        "hus, bygga, bygglov, renovering, tomt, bastu, gård, stuga",
        "house, building, building permit, renovation, plot, sauna, yard, cottage",
    ),
    "kunta-vammaispalvelut": _words(
        "vammainen, kuljetus, taksi, apuväline, pyörätuoli, rollaattori, avustaja, kyyti",
        "funktionsnedsättning, handikapp, färdtjänst, taxi, hjälpmedel, rullstol, rollator, assistent",
        "disability, transport, taxi, aid, wheelchair, walker, assistant, ride",
    ),
}
