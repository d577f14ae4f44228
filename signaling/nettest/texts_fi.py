"""The report of the site test in Finnish, in the words of the page (webclient/src/i18n/fi/nettest.json)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "title": "Verkon testin raportti",
    "made": "Testattu {{date}}, palvelu {{server}}",
    "summary": "Tulos",
    "waysTitle": "Reitit palveluun",
    "way.udp": "UDP mediaporttiin",
    "way.tcp": "TCP mediaporttiin",
    "way.turn-udp": "Välityspalvelin (TURN), UDP",
    "way.turn-tcp": "Välityspalvelin (TURN), TCP",
    "way.turn-tls": "Välityspalvelin (TURN), TLS",
    "column.need": "videolle",
    "open": "auki",
    "closed": "kiinni",
    "noTurn": (
        "Palvelulla ei ole välityspalvelinta (TURN). Sellaisen tarvitsee verkko, josta ei pääse "
        "UDP:llä eikä TCP:llä mediaporttiin."
    ),
    "why.silent": "vastausta ei tule: palomuuri pudottaa paketit",
    "why.refused": "yhteys torjutaan",
    "why.name": "nimellä ei ole osoitetta tässä verkossa",
    "why.certificate": "varmennetta ei hyväksytä",
    "why.credential": "välityspalvelin ei hyväksy palvelun tunnuksia",
    "why.relay": "välityspalvelin toimii, mutta ei tavoita mediaporttia",
    "why.broken": "jokin vastaa, mutta yhteys ei synny",
    "verdict.video": "Video toimii.",
    "verdict.sound": "Vain ääni toimii luotettavasti.",
    "verdict.nothing": "Puhelut eivät toimi.",
    "limit.loss": "Liian moni paketti katoaa matkalla.",
    "limit.delay": "Viive on liian pitkä keskusteluun.",
    "limit.up": "Yhteys tästä verkosta ulos on liian hidas videolle.",
    "limit.down": "Yhteys tähän verkkoon on liian hidas videolle.",
    "limit.closed": "Yksikään reitti palveluun ei ole auki.",
    "limit.unmeasured": "Yhteys avautuu, mutta mitään ei tule takaisin.",
    "figuresTitle": "Mitattu reitti: {{way}}",
    "figure.lossUp": "Matkalla palveluun kadonneet paketit",
    "figure.lossDown": "Paluumatkalla kadonneet paketit",
    "figure.jitter": "Viiveen vaihtelu",
    "figure.roundTrip": "Viive edestakaisin",
    "figure.up": "Nopeus palveluun päin",
    "figure.down": "Nopeus palvelusta päin",
    "atMost": "enintään {{value}}",
    "atLeast": "vähintään {{value}}",
    "orMore": "{{value}} tai enemmän",
    "unknown": "ei tiedossa",
    "askTitle": "Palomuurin ylläpidolle",
    "askNothing": "Kaikki reitit ovat auki. Mitään ei tarvitse muuttaa.",
    "ask.udp": (
        "Sallikaa UDP tästä verkosta ulos osoitteeseen {{targets}}. Vastausten näihin paketteihin"
        " täytyy päästä takaisin; sisäänpäin ei tarvita sääntöä. Tämä reitti antaa parhaan äänen "
        "ja kuvan."
    ),
    "ask.tcp": (
        "Sallikaa TCP tästä verkosta ulos osoitteeseen {{targets}} ilman välipalvelinta. Se "
        "kuljettaa puhelut, kun UDP ei pääse läpi."
    ),
    "ask.turn-udp": (
        "Sallikaa UDP tästä verkosta ulos välityspalvelimeen {{targets}}. Sitä tarvitaan vain, "
        "jos mediaporttia ei voi avata."
    ),
    "ask.turn-tcp": (
        "Sallikaa TCP tästä verkosta ulos välityspalvelimeen {{targets}}. Sitä tarvitaan vain, "
        "jos mediaporttia ei voi avata."
    ),
    "ask.turn-tls": (
        "Sallikaa TLS tästä verkosta ulos välityspalvelimeen {{targets}}. Sitä tarvitaan vain, "
        "jos mediaporttia ei voi avata."
    ),
    "ask.name": "Varmistakaa, että nimelle {{targets}} löytyy osoite tässä verkossa.",
    "ask.certificate": (
        "Jättäkää {{targets}} TLS-tarkastuksen ulkopuolelle. Jos TLS-liikennettä ei täällä "
        "tarkasteta, palvelun ylläpidon täytyy uusia välityspalvelimen varmenne."
    ),
    "ask.credential": (
        "Palvelun ylläpidolle: välityspalvelin {{targets}} ei hyväksy tunnuksia. Verratkaa "
        "molempien koneiden salaisuutta ja kelloa."
    ),
    "ask.relay": (
        "Palvelun ylläpidolle: välityspalvelin {{targets}} ei tavoita mediaporttia. Tarkistakaa "
        "sen sallittujen osoitteiden luettelo."
    ),
    "ask.broken": (
        "Jokin matkalla muuttaa paketteja osoitteeseen {{targets}}. Päästäkää ne läpi "
        "muuttumattomina, ilman välipalvelinta tai tarkastusta."
    ),
}
