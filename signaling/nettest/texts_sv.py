"""The report of the site test in Swedish, in the words of the page (webclient/src/i18n/sv/nettest.json)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "title": "Rapport om testet av nätverket",
    "made": "Testat den {{date}}, tjänsten {{server}}",
    "summary": "Resultat",
    "waysTitle": "Vägar till tjänsten",
    "way.udp": "UDP till medieporten",
    "way.tcp": "TCP till medieporten",
    "way.turn-udp": "Reläserver (TURN) över UDP",
    "way.turn-tcp": "Reläserver (TURN) över TCP",
    "way.turn-tls": "Reläserver (TURN) över TLS",
    "column.need": "för video",
    "open": "öppen",
    "closed": "stängd",
    "noTurn": (
        "Tjänsten har ingen reläserver (TURN). En sådan behövs i nätverk som varken släpper ut "
        "UDP eller TCP till medieporten."
    ),
    "why.silent": "inget svar kommer: en brandvägg släpper inte fram paketen",
    "why.refused": "anslutningen avvisas",
    "why.name": "namnet har ingen adress i det här nätverket",
    "why.certificate": "certifikatet godkänns inte",
    "why.credential": "reläservern godkänner inte tjänstens uppgifter",
    "why.relay": "reläservern fungerar men når inte medieporten",
    "why.broken": "något svarar, men anslutningen kommer inte i gång",
    "verdict.video": "Video fungerar.",
    "verdict.sound": "Bara ljudet fungerar tillförlitligt.",
    "verdict.nothing": "Samtal fungerar inte.",
    "limit.loss": "För många paket försvinner på vägen.",
    "limit.delay": "Fördröjningen är för lång för ett samtal.",
    "limit.up": "Förbindelsen ut ur det här nätverket är för långsam för video.",
    "limit.down": "Förbindelsen in i det här nätverket är för långsam för video.",
    "limit.closed": "Ingen väg till tjänsten är öppen.",
    "limit.unmeasured": "Anslutningen öppnas, men inget kommer tillbaka.",
    "figuresTitle": "Uppmätt väg: {{way}}",
    "figure.lossUp": "Paket som försvann på väg till tjänsten",
    "figure.lossDown": "Paket som försvann på vägen tillbaka",
    "figure.jitter": "Fördröjningens variation",
    "figure.roundTrip": "Fördröjning fram och tillbaka",
    "figure.up": "Hastighet till tjänsten",
    "figure.down": "Hastighet från tjänsten",
    "atMost": "högst {{value}}",
    "atLeast": "minst {{value}}",
    "orMore": "{{value}} eller mer",
    "unknown": "inte känt",
    "askTitle": "För brandväggens administratörer",
    "askNothing": "Alla vägar är öppna. Inget behöver ändras.",
    "ask.udp": (
        "Tillåt UDP ut från det här nätverket till {{targets}}. Svaren på de paketen måste komma "
        "tillbaka; ingen regel för inkommande trafik behövs. Den här vägen ger bäst ljud och "
        "bild."
    ),
    "ask.tcp": (
        "Tillåt TCP ut från det här nätverket till {{targets}} utan mellanliggande proxy. Den bär"
        " samtalen där UDP inte kommer fram."
    ),
    "ask.turn-udp": (
        "Tillåt UDP ut från det här nätverket till reläservern {{targets}}. Den behövs bara om "
        "medieporten inte kan öppnas."
    ),
    "ask.turn-tcp": (
        "Tillåt TCP ut från det här nätverket till reläservern {{targets}}. Den behövs bara om "
        "medieporten inte kan öppnas."
    ),
    "ask.turn-tls": (
        "Tillåt TLS ut från det här nätverket till reläservern {{targets}}. Den behövs bara om "
        "medieporten inte kan öppnas."
    ),
    "ask.name": "Se till att namnet {{targets}} får en adress i det här nätverket.",
    "ask.certificate": (
        "Undanta {{targets}} från TLS-inspektion. Om ingen inspekterar TLS här måste tjänstens "
        "administratör förnya reläserverns certifikat."
    ),
    "ask.credential": (
        "För tjänstens administratör: reläservern {{targets}} godkänner inte uppgifterna. Jämför "
        "hemligheten och klockan på båda maskinerna."
    ),
    "ask.relay": (
        "För tjänstens administratör: reläservern {{targets}} når inte medieporten. Kontrollera "
        "dess lista över tillåtna adresser."
    ),
    "ask.broken": (
        "Något på vägen ändrar paketen till {{targets}}. Släpp fram dem oförändrade, utan proxy "
        "eller granskning."
    ),
}
