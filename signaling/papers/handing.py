"""A hand-over's states, the pause between its tries, and what a case system gets. Pure: no I/O, no clock.

Source: Standard Webhooks 1.0 (headers `webhook-id`, `webhook-timestamp`, `webhook-signature`, scheme v1);
draft-ietf-httpapi-idempotency-key-header (a string of RFC 9651).
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

import msgspec

from signaling.papers.pdf import PdfWriter

FIRST_PAUSE_SECONDS: Final = 2.0
LONGEST_PAUSE_SECONDS: Final = 3600.0


class HandOverState(StrEnum):
    """Where a hand-over is."""

    ASKED = "asked"
    """The client has not said yet whether the paper may move to another authority."""
    WAITING = "waiting"
    """A copy of its own waits until the case system acknowledges it."""
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"


class HandOverStep(StrEnum):
    """What happens to it."""

    PERMIT = "permit"
    REFUSE = "refuse"
    ACKNOWLEDGE = "acknowledge"
    TAKE_AWAY = "take away"


TRANSITIONS: Final = {
    (HandOverState.ASKED, HandOverStep.PERMIT): HandOverState.WAITING,
    (HandOverState.ASKED, HandOverStep.REFUSE): HandOverState.WITHDRAWN,
    (HandOverState.ASKED, HandOverStep.TAKE_AWAY): HandOverState.WITHDRAWN,
    (HandOverState.WAITING, HandOverStep.ACKNOWLEDGE): HandOverState.DELIVERED,
    (HandOverState.WAITING, HandOverStep.TAKE_AWAY): HandOverState.WITHDRAWN,
}


class Sheet(msgspec.Struct, frozen=True, array_like=True):
    """A page of a copy, as it is sealed."""

    image: bytes
    mime: str
    text: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One copy as it goes out."""

    hand_over: str
    idempotency_key: str
    consultation: str
    service: str
    authority: str
    name: str
    asked_at: float
    pages: Sequence[Sheet]


class _Content(msgspec.Struct, frozen=True):
    hand_over: str
    consultation: str
    service: str
    authority: str
    name: str
    pages: int
    asked_at: float
    content_type: str
    content: str


class _Envelope(msgspec.Struct, frozen=True):
    type: str
    data: _Content


def pause_seconds(attempts: int) -> float:
    """How long to wait after so many tries in vain, at least one.

    >>> [pause_seconds(tries) for tries in (1, 2, 3, 20, 5000)]
    [2.0, 4.0, 8.0, 3600.0, 3600.0]
    """
    return float(min(FIRST_PAUSE_SECONDS * 2.0 ** min(attempts - 1, 20), LONGEST_PAUSE_SECONDS))


def body_of(parcel: Parcel) -> bytes:
    """The JSON that a case system gets; the same parcel gives the same bytes at every try.

    Raises:
        PictureError: a page is no picture that a PDF holds.
    """
    writer = PdfWriter(parcel.name)
    sheets = (writer.page(sheet.image, sheet.mime, sheet.text) for sheet in parcel.pages)
    pieces = [writer.begin(), *sheets, writer.end()]
    content = _Content(
        parcel.hand_over,
        parcel.consultation,
        parcel.service,
        parcel.authority,
        parcel.name,
        len(parcel.pages),
        parcel.asked_at,
        "application/pdf",
        b64encode(b"".join(pieces)).decode(),
    )
    return msgspec.json.encode(_Envelope("paper.handed_over", content))


def headers_of(idempotency_key: str, body: bytes, secret: str, now: float) -> dict[str, str]:
    """The headers by which a case system knows who sends this, and whether it has had it before.

    The signature is over `webhook-id.webhook-timestamp.body`, under the bytes of the secret.
    """
    timestamp = str(int(now))
    signed = f"{idempotency_key}.{timestamp}.".encode() + body
    signature = b64encode(hmac.new(secret.encode(), signed, sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": f'"{idempotency_key}"',
        "webhook-id": idempotency_key,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }
