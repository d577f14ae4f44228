"""The report of the site test in English, in the words of the page (webclient/src/i18n/en/nettest.json)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "title": "Report of the network test",
    "made": "Tested {{date}}, service {{server}}",
    "summary": "Result",
    "waysTitle": "Ways to the service",
    "way.udp": "UDP to the media port",
    "way.tcp": "TCP to the media port",
    "way.turn-udp": "Relay (TURN) over UDP",
    "way.turn-tcp": "Relay (TURN) over TCP",
    "way.turn-tls": "Relay (TURN) over TLS",
    "column.need": "for video",
    "open": "open",
    "closed": "closed",
    "noTurn": (
        "The service has no relay (TURN). A network that lets out neither UDP nor TCP to the "
        "media port needs one."
    ),
    "why.silent": "no answer comes: a firewall drops the packets",
    "why.refused": "the connection is refused",
    "why.name": "the name has no address in this network",
    "why.certificate": "the certificate is not accepted",
    "why.credential": "the relay does not accept the service's credentials",
    "why.relay": "the relay works but does not reach the media port",
    "why.broken": "something answers, but the connection does not come to life",
    "verdict.video": "Video works.",
    "verdict.sound": "Only sound works reliably.",
    "verdict.nothing": "Calls do not work.",
    "limit.loss": "Too many packets are lost on the way.",
    "limit.delay": "The delay is too long for a conversation.",
    "limit.up": "The connection out of this network is too slow for video.",
    "limit.down": "The connection into this network is too slow for video.",
    "limit.closed": "No way to the service is open.",
    "limit.unmeasured": "The connection opens, but nothing comes back.",
    "figuresTitle": "Measured over: {{way}}",
    "figure.lossUp": "Packets lost on the way to the service",
    "figure.lossDown": "Packets lost on the way back",
    "figure.jitter": "Variation of the delay (jitter)",
    "figure.roundTrip": "Delay there and back",
    "figure.up": "Bandwidth to the service",
    "figure.down": "Bandwidth from the service",
    "atMost": "at most {{value}}",
    "atLeast": "at least {{value}}",
    "orMore": "{{value}} or more",
    "unknown": "not known",
    "askTitle": "For the firewall team",
    "askNothing": "Every way is open. No change is needed.",
    "ask.udp": (
        "Allow UDP out from this network to {{targets}}. Replies to those packets must come back;"
        " no inbound rule is needed. This way gives the best sound and picture."
    ),
    "ask.tcp": (
        "Allow TCP out from this network to {{targets}}, without a proxy. It carries calls where "
        "UDP does not pass."
    ),
    "ask.turn-udp": (
        "Allow UDP out from this network to the relay {{targets}}. It is needed only where the "
        "media port cannot be opened."
    ),
    "ask.turn-tcp": (
        "Allow TCP out from this network to the relay {{targets}}. It is needed only where the "
        "media port cannot be opened."
    ),
    "ask.turn-tls": (
        "Allow TLS out from this network to the relay {{targets}}. It is needed only where the "
        "media port cannot be opened."
    ),
    "ask.name": "Let the name of {{targets}} be resolved in this network.",
    "ask.certificate": (
        "Leave {{targets}} out of TLS inspection. If nothing inspects TLS here, the service's "
        "administrator must renew the relay's certificate."
    ),
    "ask.credential": (
        "For the service's administrator: the relay {{targets}} does not accept the credentials. "
        "Compare the secret and the clock of both machines."
    ),
    "ask.relay": (
        "For the service's administrator: the relay {{targets}} does not reach the media port. "
        "Check its list of allowed addresses."
    ),
    "ask.broken": (
        "Something on the way changes the packets to {{targets}}. Let them pass unchanged, "
        "without a proxy or inspection."
    ),
}
