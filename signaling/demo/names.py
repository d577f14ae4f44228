"""Names of the demonstration. People are role names only; authorities and places are those of the sources.

All of it is data: the names of authorities change, and the code knows none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from signaling.directory.rules import Hours, Opening
from signaling.web.messages.base import LocalText

T = LocalText

OFFICE: Final[Hours] = (Opening(0, 4, 9 * 60, 15 * 60),)
LONG: Final[Hours] = (Opening(0, 4, 8 * 60, 16 * 60 + 15),)
HALF: Final[Hours] = (Opening(0, 3, 9 * 60, 15 * 60), Opening(4, 4, 9 * 60, 12 * 60))


@dataclass(frozen=True, slots=True)
class DemoService:
    """A service with its hours and languages."""

    key: str
    name: LocalText
    description: LocalText
    languages: tuple[str, ...]
    hours: Hours


@dataclass(frozen=True, slots=True)
class DemoAuthority:
    """An authority with its services and the number of its experts."""

    key: str
    name: LocalText
    short: LocalText
    """As in the role names of its experts."""
    experts: int
    services: tuple[DemoService, ...]
    phone: str
    """Made up: numbers that begin with 000 lead nowhere."""
    title: LocalText
    """What its experts are."""


@dataclass(frozen=True, slots=True)
class DemoInterpreter:
    """An interpreter of the pool."""

    key: str
    label: LocalText
    languages: tuple[str, ...]


POINTS: Final = (
    ("alajarvi", T("Alajärvi", "Alajärvi", "Alajärvi")),
    ("alavus", T("Alavus", "Alavo", "Alavus")),
    ("kauhava", T("Kauhava", "Kauhava", "Kauhava")),
    ("kurikka", T("Kurikka", "Kurikka", "Kurikka")),
    ("soini", T("Soini", "Soini", "Soini")),
    ("teuva", T("Teuva", "Östermark", "Teuva")),
    ("vimpeli", T("Vimpeli", "Vindala", "Vimpeli")),
    ("ahtari", T("Ähtäri", "Etseri", "Ähtäri")),
)
"""The eight service points, by key."""

KELA: Final = DemoAuthority(
    "kela",
    T("Kela", "FPA", "Kela (Social Insurance Institution)"),
    T("Kela", "FPA", "Kela"),
    3,
    (
        DemoService(
            "kela-toimeentulo",
            T("Toimeentulo- ja asumistuki", "Utkomststöd och bostadsbidrag", "Social assistance and housing"),
            T(
                "Rahaa elämiseen ja vuokraan, kun tulot eivät riitä",
                "Pengar till livet och hyran när inkomsterna inte räcker",
                "Money for living and rent when your income is not enough",
            ),
            ("fi", "sv", "en"),
            OFFICE,
        ),
        DemoService(
            "kela-kuntoutus",
            T("Kuntoutus", "Rehabilitering", "Rehabilitation"),
            T(
                "Apua työ- ja toimintakyvyn parantamiseen",
                "Stöd för bättre arbets- och funktionsförmåga",
                "Help to improve your ability to work and manage",
            ),
            ("fi", "sv"),
            OFFICE,
        ),
        DemoService(
            "kela-perhe",
            T("Perhe-etuudet", "Förmåner för familjer", "Benefits for families"),
            T(
                "Lapsen syntymä, hoito ja elatus",
                "Barnets födelse, vård och underhåll",
                "Birth, care and maintenance of a child",
            ),
            ("fi", "sv", "en"),
            OFFICE,
        ),
        DemoService(
            "kela-elake",
            T("Eläke ja vammaisuus", "Pension och funktionsnedsättning", "Pension and disability"),
            T(
                "Eläkkeet, vammaistuet ja tulkkauspalvelu",
                "Pensioner, handikappbidrag och tolktjänst",
                "Pensions, disability allowances and interpreting",
            ),
            ("fi", "sv"),
            OFFICE,
        ),
    ),
    "000 123 401",
    T("Etuusneuvoja", "Förmånsrådgivare", "Benefits adviser"),
)

REGISTER: Final = DemoAuthority(
    "maistraatti",
    T(
        "Länsi-Suomen maistraatti",
        "Magistraten i Västra Finland",
        "Local Register Office of Western Finland",
    ),
    T("Maistraatti", "Magistraten", "Register"),
    2,
    (
        DemoService(
            "maistraatti-kuuleminen",
            T(
                "Edunvalvonta: kuuleminen",
                "Intressebevakning: hörande",
                "Guardianship: hearing",
            ),
            T(
                "Holhousoikeudellinen kuuleminen sovittuna aikana",
                "Hörande i förmyndarskapsärenden på avtalad tid",
                "Hearing in a guardianship matter at an agreed time",
            ),
            ("fi", "sv"),
            HALF,
        ),
        DemoService(
            "maistraatti-lupa",
            T("Lupa-asian neuvonta", "Rådgivning i tillståndsärenden", "Advice on permits"),
            T(
                "Luvan hakeminen päämiehen asiaan",
                "Ansökan om tillstånd i huvudmannens ärende",
                "Applying for a permit for the person you look after",
            ),
            ("fi", "sv"),
            HALF,
        ),
    ),
    "000 123 402",
    T("Lakimies", "Jurist", "Legal officer"),
)

EMPLOYMENT: Final = DemoAuthority(
    "te",
    T(
        "Etelä-Pohjanmaan TE-toimisto",
        "Södra Österbottens TE-byrå",
        "South Ostrobothnia Employment Office",
    ),
    T("TE-toimisto", "TE-byrån", "Employment"),
    2,
    (
        DemoService(
            "te-ammatinvalinta",
            T("Ammatinvalinnan ohjaus", "Yrkesvägledning", "Career guidance"),
            T(
                "Mikä ammatti tai koulutus sopisi minulle",
                "Vilket yrke eller vilken utbildning passar mig",
                "Which occupation or training would suit me",
            ),
            ("fi", "sv"),
            LONG,
        ),
        DemoService(
            "te-suunnitelma",
            T("Työllistymissuunnitelma", "Sysselsättningsplan", "Employment plan"),
            T(
                "Työnhaku ja suunnitelman tekeminen",
                "Jobbsökning och uppgörande av plan",
                "Looking for work and making a plan",
            ),
            ("fi", "sv", "en"),
            LONG,
        ),
        DemoService(
            "te-yrittaja",
            T("Yrittäjäneuvonta", "Företagarrådgivning", "Advice for entrepreneurs"),
            T(
                "Oman yrityksen aloittaminen ja starttiraha",
                "Att starta eget företag och startpeng",
                "Starting a business and start-up grants",
            ),
            ("fi", "sv"),
            LONG,
        ),
    ),
    "000 123 403",
    T("TE-asiantuntija", "TE-expert", "Employment adviser"),
)

LEGAL_AID: Final = DemoAuthority(
    "oikeusapu",
    T(
        "Etelä-Pohjanmaan oikeusaputoimisto",
        "Södra Österbottens rättshjälpsbyrå",
        "South Ostrobothnia Legal Aid Office",
    ),
    T("Oikeusapu", "Rättshjälpen", "LegalAid"),
    2,
    (
        DemoService(
            "oikeusapu-neuvottelu",
            T("Oikeusapuneuvottelu", "Rättshjälpssamtal", "Legal aid meeting"),
            T(
                "Luottamuksellinen neuvottelu juristin kanssa",
                "Förtroligt samtal med en jurist",
                "A confidential meeting with a lawyer",
            ),
            ("fi", "sv"),
            OFFICE,
        ),
    ),
    "000 123 404",
    T("Julkinen oikeusavustaja", "Offentligt rättsbiträde", "Public legal aid attorney"),
)

TAX: Final = DemoAuthority(
    "vero",
    T("Verohallinto", "Skatteförvaltningen", "Tax Administration"),
    T("Vero", "Skatt", "Tax"),
    2,
    (
        DemoService(
            "vero-kotitalous",
            T("Kotitalousvähennys", "Hushållsavdrag", "Household expenses"),
            T(
                "Vähennys kotona teetetystä työstä",
                "Avdrag för arbete som utförts hemma",
                "Deduction for work done at your home",
            ),
            ("fi", "sv", "en"),
            OFFICE,
        ),
        DemoService(
            "vero-verokortti",
            T("Verokortti", "Skattekort", "Tax card"),
            T(
                "Uusi verokortti, tulot muuttuvat",
                "Nytt skattekort, inkomsterna ändras",
                "A new tax card, a changing income",
            ),
            ("fi", "sv", "en"),
            OFFICE,
        ),
    ),
    "000 123 405",
    T("Verosihteeri", "Skattesekreterare", "Tax secretary"),
)

POLICE: Final = DemoAuthority(
    "poliisi",
    T("Poliisi", "Polisen", "Police"),
    T("Poliisi", "Polisen", "Police"),
    1,
    (
        DemoService(
            "poliisi-luvat",
            T("Lupapalvelut: neuvonta", "Tillståndstjänster: rådgivning", "Permits: advice"),
            T(
                "Passi, henkilökortti ja muut luvat",
                "Pass, identitetskort och andra tillstånd",
                "Passport, identity card and other permits",
            ),
            ("fi", "sv", "en"),
            OFFICE,
        ),
    ),
    "000 123 406",
    T("Lupavalmistelija", "Tillståndshandläggare", "Permit officer"),
)

MUNICIPALITY: Final = DemoAuthority(
    "kunta",
    T("Kunta", "Kommunen", "Municipality"),
    T("Kunta", "Kommunen", "Municipality"),
    2,
    (
        DemoService(
            "kunta-ikaihmiset",
            T("Ikäihmisten palveluohjaus", "Servicehandledning för äldre", "Services for older people"),
            T(
                "Apua kotona asumiseen",
                "Hjälp att bo hemma",
                "Help to live at home",
            ),
            ("fi", "sv"),
            OFFICE,
        ),
        DemoService(
            "kunta-rakennus",
            T("Rakennusneuvonta", "Byggrådgivning", "Building advice"),
            T(
                "Rakentaminen, tontit ja kaavat",
                "Byggande, tomter och planer",
                "Building, plots and plans",
            ),
            ("fi", "sv"),
            HALF,
        ),
        DemoService(
            "kunta-vammaispalvelut",
            T("Vammaispalvelut", "Funktionshinderservice", "Disability services"),
            T(
                "Kuljetus, apuvälineet ja avustaja",
                "Färdtjänst, hjälpmedel och assistent",
                "Transport, aids and personal assistance",
            ),
            ("fi", "sv"),
            OFFICE,
        ),
    ),
    "000 123 407",
    T("Palveluohjaaja", "Servicehandledare", "Service counsellor"),
)

AUTHORITIES: Final = (KELA, REGISTER, EMPLOYMENT, LEGAL_AID, TAX, POLICE, MUNICIPALITY)
"""In the order of the directory."""


def _spoken(code: str, fi: str, sv: str, en: str) -> DemoInterpreter:
    label = T(f"Tulkki-{fi}-01", f"Tolk-{sv}-01", f"Interpreter-{en}-01")
    return DemoInterpreter(f"tulkki-{code}-01", label, (code,))


def _signed(number: int) -> DemoInterpreter:
    label = T(
        f"Viittomakielen tulkki-0{number}",
        f"Teckenspråkstolk-0{number}",
        f"Sign-language interpreter-0{number}",
    )
    return DemoInterpreter(f"tulkki-fse-0{number}", label, ("fse",))


INTERPRETERS: Final = (
    _spoken("ar", "arabia", "arabiska", "Arabic"),
    DemoInterpreter(
        "tulkki-ar-fa-02",
        T("Tulkki-arabia-persia-02", "Tolk-arabiska-persiska-02", "Interpreter-Arabic-Persian-02"),
        ("ar", "fa"),
    ),
    _spoken("so", "somali", "somaliska", "Somali"),
    _spoken("fa", "persia", "persiska", "Persian"),
    _spoken("ru", "venäjä", "ryska", "Russian"),
    _spoken("uk", "ukraina", "ukrainska", "Ukrainian"),
    _spoken("sv", "ruotsi", "svenska", "Swedish"),
    _signed(1),
    _signed(2),
    DemoInterpreter(
        "kirjoitustulkki-01",
        T("Kirjoitustulkki-01", "Skrivtolk-01", "Speech-to-text interpreter-01"),
        ("qfi",),
    ),
)
"""The pool; two of the sign language, for they work in pairs, and one who writes down what is said."""
