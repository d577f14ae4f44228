"""The errors of a service; each has the code that the browser gets.

ServiceError
├── Invalid           not a message of this protocol
├── Unauthenticated   no session, or one that is over
├── Refused           not allowed, or there is no such thing: the two look the same
├── Conflict          somebody else was first, or it has ended
├── LimitReached      too often, or too many
├── TooLarge          of a file
├── Unreadable        of a file
└── Unavailable       cannot be done now; the same request may be sent again
"""

from __future__ import annotations

from typing import ClassVar

from signaling.web.messages.base import Error, ErrorCode


class ServiceError(Exception):
    """A request was not done and nothing changed."""

    code: ClassVar[ErrorCode] = "unavailable"

    def __init__(self, detail: str = "", retry_seconds: int | None = None) -> None:
        """`detail` is a stable word for the client's sentence, never content.

        `retry_seconds` is when the same request may succeed, where that is known.
        """
        super().__init__(f"{self.code} {detail}".strip())
        self.detail = detail
        self.retry_seconds = retry_seconds

    def message(self) -> Error:
        """The error as the browser gets it."""
        return Error(self.code, self.detail)


class Invalid(ServiceError):
    """The request is no message of this protocol."""

    code = "invalid"


class Unauthenticated(ServiceError):
    """There is no session, or it is over; `detail` tells who holds the token of one why it ended."""

    code = "unauthenticated"


class Refused(ServiceError):
    """Not allowed, or there is no such thing. Never has a detail, so that the two look the same."""

    code = "refused"

    def __init__(self) -> None:
        super().__init__()


class Conflict(ServiceError):
    """Somebody else was first, or it has ended."""

    code = "conflict"


class LimitReached(ServiceError):
    """Too often, or too many."""

    code = "limit"


class TooLarge(ServiceError):
    """The file is larger than the limit."""

    code = "too_large"


class Unreadable(ServiceError):
    """The file cannot be read; `detail` says why, e.g. `encrypted`."""

    code = "unreadable"


class Unavailable(ServiceError):
    """It cannot be done now; the same request may be sent again."""

    code = "unavailable"
