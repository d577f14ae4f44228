"""Data-protection texts of the demonstration: what such authorities tell, in plain words. Nobody's real text.

Laws are real ones of Finland; people are offices, addresses end in `.example`, and
numbers that begin with 000 lead nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from signaling.web.messages.base import LocalText
from signaling.web.messages.privacy import PrivacyText

T = LocalText


@dataclass(frozen=True, slots=True)
class _Told:
    """What differs between the authorities."""

    purpose: LocalText
    law: LocalText
    also: LocalText
    """Which data of the matter."""
    kept: LocalText
    """How long the matter's file is kept."""
    officer: LocalText
    """Whose officer: the genitive of the authority."""
    place: str
    """Of its addresses, before `.example`."""
    phone: str


def _text(told: _Told) -> PrivacyText:
    return PrivacyText(
        purpose=told.purpose,
        basis=T(
            f"{told.law.fi} Käsittely on tarpeen viranomaisen tehtävän hoitamiseksi "
            "(yleinen tietosuoja-asetus, 6 artiklan 1 kohdan e alakohta). Suostumustasi ei tarvita.",
            f"{told.law.sv} Behandlingen behövs för att sköta myndighetens uppgift "
            "(allmänna dataskyddsförordningen, artikel 6.1 e). Ditt samtycke behövs inte.",
            f"{told.law.en} The processing is necessary for a task of the authority "
            "(General Data Protection Regulation, article 6(1)(e)). Your consent is not needed.",
        ),
        personal_data=T(
            "Nimesi, kuvasi ja äänesi puhelun ajan, puhelussa näytetyt asiakirjat ja viestit. "
            f"{told.also.fi}",
            "Ditt namn, din bild och din röst under samtalet, handlingarna och meddelandena i samtalet. "
            f"{told.also.sv}",
            "Your name, picture and voice during the call, the papers and messages of the call. "
            f"{told.also.en}",
        ),
        retention=T(
            "Puhelua ei tallenneta. Puhelussa näytetyt asiakirjat, viestit ja nimet poistetaan, kun puhelu "
            f"päättyy. {told.kept.fi}",
            "Samtalet spelas inte in. Handlingar, meddelanden och namn i samtalet raderas när samtalet "
            f"slutar. {told.kept.sv}",
            "The call is not recorded. Papers, messages and names of the call are deleted when it ends. "
            f"{told.kept.en}",
        ),
        officer=T(
            f"{told.officer.fi} tietosuojavastaava\ntietosuoja@{told.place}.example\n{told.phone}",
            f"{told.officer.sv} dataskyddsombud\ndataskydd@{told.place}.example\n{told.phone}",
            f"Data protection officer of {told.officer.en}\nprivacy@{told.place}.example\n{told.phone}",
        ),
        address=T(
            f"https://{told.place}.example/tietosuoja",
            f"https://{told.place}.example/dataskydd",
            f"https://{told.place}.example/privacy",
        ),
    )


def _kept(years: int) -> LocalText:
    return T(
        f"Asiasi hakemukset ja päätökset säilytetään {years} vuotta asian päättymisestä.",
        f"Ansökningar och beslut i ditt ärende bevaras i {years} år efter att ärendet har avslutats.",
        f"Applications and decisions of your matter are kept for {years} years after it has ended.",
    )


PRIVACY: Final = {
    "kela": _text(
        _Told(
            T(
                "Käsittelemme tietojasi, jotta voimme neuvoa sinua ja ratkaista etuusasiasi.",
                "Vi behandlar dina uppgifter för att ge dig råd och avgöra ditt förmånsärende.",
                "We process your data to advise you and to decide your benefit matter.",
            ),
            T(
                "Laki Kansaneläkelaitoksesta (731/2001) ja kutakin etuutta koskeva laki.",
                "Lagen om Folkpensionsanstalten (731/2001) och lagen om respektive förmån.",
                "The Act on the Social Insurance Institution (731/2001) and the act on each benefit.",
            ),
            T(
                "Lisäksi henkilötunnuksesi ja etuuteen vaikuttavat tiedot, kuten tulot, asuminen ja terveys.",
                "Dessutom din personbeteckning och uppgifter som inverkar på förmånen, som inkomster, "
                "boende och hälsa.",
                "Also your personal identity code, and what the benefit depends on, such as income, housing "
                "and health.",
            ),
            _kept(10),
            T("Kelan", "FPA:s", "Kela"),
            "kela",
            "000 123 501",
        )
    ),
    "maistraatti": _text(
        _Told(
            T(
                "Käsittelemme tietojasi edunvalvonnan järjestämiseksi, valvomiseksi ja lupien antamiseksi.",
                "Vi behandlar dina uppgifter för att ordna och övervaka intressebevakning och bevilja "
                "tillstånd.",
                "We process your data to arrange and supervise guardianship and to grant permits.",
            ),
            T(
                "Laki holhoustoimesta (442/1999).",
                "Lagen om förmyndarverksamhet (442/1999).",
                "The Guardianship Services Act (442/1999).",
            ),
            T(
                "Lisäksi henkilötunnuksesi sekä päämiehen talous ja terveys siltä osin kuin asia sitä "
                "vaatii.",
                "Dessutom din personbeteckning samt huvudmannens ekonomi och hälsa i den mån ärendet "
                "kräver det.",
                "Also your personal identity code, and the finances and health of the person concerned as "
                "far as the matter requires.",
            ),
            _kept(10),
            T("Maistraatin", "Magistratens", "the Local Register Office"),
            "maistraatti",
            "000 123 502",
        )
    ),
    "te": _text(
        _Told(
            T(
                "Käsittelemme tietojasi, jotta voimme auttaa sinua löytämään työtä tai koulutusta.",
                "Vi behandlar dina uppgifter för att hjälpa dig att hitta arbete eller utbildning.",
                "We process your data to help you find work or training.",
            ),
            T(
                "Laki työvoimapalveluiden järjestämisestä (380/2023).",
                "Lagen om ordnande av arbetskraftsservice (380/2023).",
                "The Act on Organising Public Employment Services (380/2023).",
            ),
            T(
                "Lisäksi henkilötunnuksesi, koulutuksesi, työhistoriasi ja työllistymissuunnitelmasi.",
                "Dessutom din personbeteckning, utbildning, arbetshistoria och sysselsättningsplan.",
                "Also your personal identity code, education, work history and employment plan.",
            ),
            _kept(4),
            T("TE-toimiston", "TE-byråns", "the Employment Office"),
            "te-toimisto",
            "000 123 503",
        )
    ),
    "oikeusapu": _text(
        _Told(
            T(
                "Käsittelemme tietojasi, jotta voimme antaa sinulle oikeusapua.",
                "Vi behandlar dina uppgifter för att kunna ge dig rättshjälp.",
                "We process your data to give you legal aid.",
            ),
            T(
                "Oikeusapulaki (257/2002). Neuvottelu on luottamuksellinen.",
                "Rättshjälpslagen (257/2002). Samtalet är förtroligt.",
                "The Legal Aid Act (257/2002). The meeting is confidential.",
            ),
            T(
                "Lisäksi henkilötunnuksesi, tulosi ja varasi sekä asian muut osapuolet.",
                "Dessutom din personbeteckning, dina inkomster och tillgångar samt ärendets övriga parter.",
                "Also your personal identity code, income and assets, and the other parties of the matter.",
            ),
            _kept(10),
            T("Oikeusaputoimiston", "Rättshjälpsbyråns", "the Legal Aid Office"),
            "oikeusapu",
            "000 123 504",
        )
    ),
    "vero": _text(
        _Told(
            T(
                "Käsittelemme tietojasi verotusta ja siihen liittyvää neuvontaa varten.",
                "Vi behandlar dina uppgifter för beskattningen och rådgivning som gäller den.",
                "We process your data for taxation and for advice on it.",
            ),
            T(
                "Laki Verohallinnosta (503/2010) ja laki verotusmenettelystä (1558/1995).",
                "Lagen om Skatteförvaltningen (503/2010) och lagen om beskattningsförfarande (1558/1995).",
                "The Act on the Tax Administration (503/2010) and the Act on Assessment Procedure "
                "(1558/1995).",
            ),
            T(
                "Lisäksi henkilötunnuksesi, tulosi, vähennyksesi ja verotuksesi tiedot.",
                "Dessutom din personbeteckning, dina inkomster, dina avdrag och uppgifterna i din "
                "beskattning.",
                "Also your personal identity code, income, deductions and data of your taxation.",
            ),
            _kept(6),
            T("Verohallinnon", "Skatteförvaltningens", "the Tax Administration"),
            "vero",
            "000 123 505",
        )
    ),
    "poliisi": _text(
        _Told(
            T(
                "Käsittelemme tietojasi, jotta voimme neuvoa sinua lupa-asiassasi ja ratkaista sen.",
                "Vi behandlar dina uppgifter för att ge dig råd i ditt tillståndsärende och avgöra det.",
                "We process your data to advise you on your permit and to decide on it.",
            ),
            T(
                "Laki henkilötietojen käsittelystä poliisitoimessa (616/2019) ja lupaa koskeva laki, "
                "esimerkiksi passilaki (671/2006).",
                "Lagen om behandling av personuppgifter i polisens verksamhet (616/2019) och lagen om "
                "tillståndet, till exempel passlagen (671/2006).",
                "The Act on the Processing of Personal Data by the Police (616/2019) and the act on the "
                "permit, such as the Passport Act (671/2006).",
            ),
            T(
                "Lisäksi henkilötunnuksesi ja luvan hakemisessa tarvittavat tiedot.",
                "Dessutom din personbeteckning och de uppgifter som behövs i ansökan.",
                "Also your personal identity code and what the application requires.",
            ),
            _kept(20),
            T("Poliisin", "Polisens", "the Police"),
            "poliisi",
            "000 123 506",
        )
    ),
    "kunta": _text(
        _Told(
            T(
                "Käsittelemme tietojasi, jotta voimme neuvoa sinua ja järjestää tarvitsemasi palvelun.",
                "Vi behandlar dina uppgifter för att ge dig råd och ordna den service du behöver.",
                "We process your data to advise you and to arrange the service that you need.",
            ),
            T(
                "Sosiaalihuoltolaki (1301/2014), rakennusasioissa rakentamislaki (751/2023).",
                "Socialvårdslagen (1301/2014), i byggärenden bygglagen (751/2023).",
                "The Social Welfare Act (1301/2014); in building matters the Building Act (751/2023).",
            ),
            T(
                "Lisäksi henkilötunnuksesi ja asiassa tarvittavat tiedot, kuten avun tarve tai "
                "rakennushanke.",
                "Dessutom din personbeteckning och uppgifter som behövs i ärendet, som behovet av hjälp "
                "eller byggprojektet.",
                "Also your personal identity code and what the matter requires, such as the help you need "
                "or what you build.",
            ),
            _kept(12),
            T("Kunnan", "Kommunens", "the Municipality"),
            "kunta",
            "000 123 507",
        )
    ),
}
"""By the key of the authority."""
