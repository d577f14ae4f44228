"""Names of spoken and signed languages in the three languages of the interface; keys are ISO 639 codes."""

from __future__ import annotations

from typing import Final

from signaling.web.messages.base import LocalText

LANGUAGES: Final = {
    "ar": LocalText(fi="arabia", sv="arabiska", en="Arabic"),
    "en": LocalText(fi="englanti", sv="engelska", en="English"),
    "et": LocalText(fi="viro", sv="estniska", en="Estonian"),
    "fa": LocalText(fi="persia", sv="persiska", en="Persian"),
    "fi": LocalText(fi="suomi", sv="finska", en="Finnish"),
    "fse": LocalText(fi="suomalainen viittomakieli", sv="finskt teckenspråk", en="Finnish Sign Language"),
    "fss": LocalText(
        fi="suomenruotsalainen viittomakieli",
        sv="finlandssvenskt teckenspråk",
        en="Finland-Swedish Sign Language",
    ),
    "ku": LocalText(fi="kurdi", sv="kurdiska", en="Kurdish"),
    "qfi": LocalText(
        fi="kirjoitustulkkaus suomeksi",
        sv="skrivtolkning på finska",
        en="speech-to-text interpreting in Finnish",
    ),
    "ru": LocalText(fi="venäjä", sv="ryska", en="Russian"),
    "se": LocalText(fi="pohjoissaame", sv="nordsamiska", en="Northern Sámi"),
    "so": LocalText(fi="somali", sv="somaliska", en="Somali"),
    "sv": LocalText(fi="ruotsi", sv="svenska", en="Swedish"),
    "uk": LocalText(fi="ukraina", sv="ukrainska", en="Ukrainian"),
}

SIGNED: Final = frozenset({"fse", "fss"})
"""Languages that are seen: under congestion their picture keeps its frame rate (F-62)."""


def language_name(code: str) -> LocalText:
    """The language in words; a code that is not in the table stands for itself."""
    return LANGUAGES.get(code, LocalText(fi=code, sv=code, en=code))
