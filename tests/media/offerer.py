"""Offers as a browser writes them: m-lines stay in their order, stopped ones are taken again.

The lines are Chromium's (tests/vectors), with VP8 alone for video as the web client asks for.
Source: RFC 9429 section 5.2.2 (recycling of m= sections).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from tests.media.answers import offer

SLOT_STEPS: Final = ((3, 4), (7, 8), (24, 25))
"""Audio and video slots of the web client: for 3, 7 and 24 others."""
DROPPED: Final = (
    r"a=(?:rtpmap|fmtp|rtcp-fb):(?!(?:96|97|111|63)[ /]).*\r\n",
    r"a=ssrc.*\r\n",
    r"a=msid:.*\r\n",
)

Direction = Literal["sendonly", "recvonly", "inactive"]


def _templates() -> tuple[str, dict[str, str]]:
    """The session part, and an m-line part of each kind that the browser only receives on."""
    session, *parts = re.split(r"(?=^m=)", offer("chromium-156"), flags=re.M)
    kinds = {}
    for part in parts:
        for pattern in DROPPED:
            part = re.sub(pattern, "", part)
        kind = part[2 : part.index(" ")]
        kinds[kind] = re.sub(r"^(m=video 9 \S+).*\r\n", r"\1 96 97\r\n", part)
    return session, kinds


SESSION, PARTS = _templates()


@dataclass(slots=True)
class Section:
    """One m-line."""

    kind: str
    mid: str
    direction: Direction | None
    """None: stopped."""
    ssrc: int = 0

    def __str__(self) -> str:
        part = re.sub(r"a=mid:.*\r\n", f"a=mid:{self.mid}\r\n", PARTS[self.kind])
        if self.direction is None:
            line = part.split("\r\n", 1)[0].replace(" 9 ", " 0 ", 1)
            return f"{line}\r\nc=IN IP4 0.0.0.0\r\na=mid:{self.mid}\r\na=inactive\r\n"
        part = part.replace("a=recvonly", f"a={self.direction}")
        if self.kind == "audio" and self.ssrc:
            part += f"a=ssrc:{self.ssrc} cname:x\r\n"
        elif self.ssrc:
            pair = f"{self.ssrc} {self.ssrc + 50_000}"
            part += f"a=ssrc-group:FID {pair}\r\n"
            part += "".join(f"a=ssrc:{ssrc} cname:x\r\n" for ssrc in pair.split())
        return part


@dataclass(slots=True)
class Offerer:
    """The m-lines of one peer connection."""

    ufrag: str
    sections: list[Section] = field(default_factory=list)
    mids: int = 0
    """The next mid."""

    def add(self, kind: str, direction: Direction, ssrc: int = 0) -> Section:
        """A new transceiver: it takes the first stopped m-line, or a new one at the end."""
        section = Section(kind, str(self.mids), direction, ssrc)
        self.mids += 1
        stopped = next((n for n, old in enumerate(self.sections) if old.direction is None), None)
        if stopped is None:
            self.sections.append(section)
        else:
            self.sections[stopped] = section
        return section

    def slots(self, kind: str) -> list[Section]:
        """The m-lines that it receives on."""
        return [one for one in self.sections if (one.kind, one.direction) == (kind, "recvonly")]

    def grow(self, others: int) -> bool:
        """Have the receive slots that the web client has for so many others; whether any were added."""
        before = len(self.sections)
        audio, video = next((step for step in SLOT_STEPS if step[0] >= others), SLOT_STEPS[-1])
        for kind, wanted in (("audio", audio), ("video", video)):
            for _ in range(wanted - len(self.slots(kind))):
                self.add(kind, "recvonly")
        return len(self.sections) > before

    def offer(self) -> str:
        """The offer as it is now."""
        live = " ".join(one.mid for one in self.sections if one.direction is not None)
        text = re.sub(r"a=group:BUNDLE .*\r\n", f"a=group:BUNDLE {live}\r\n", SESSION)
        text += "".join(map(str, self.sections))
        return re.sub(r"a=ice-ufrag:.*\r\n", f"a=ice-ufrag:{self.ufrag}\r\n", text)
