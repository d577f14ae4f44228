"""The file that says how a service is booked: TOML, with the fields of BookingTerms. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from signaling.directory.booking_terms import BookingTerms

FILE_BYTES: Final = 65_536
"""Far more than the exceptions of a year."""


class BookingFileError(ValueError):
    """The file is not how a service can be booked; says which part, and why."""


class _Strict(BookingTerms, frozen=True, forbid_unknown_fields=True):
    """A name that is none stops the command: it may be a misspelt limit."""


def read_booking_file(content: bytes) -> BookingTerms:
    """The terms of a file; what it does not name is as usual.

    Raises:
        BookingFileError: no TOML, a name that is none, a value out of its bounds, a day that is none, or
            hours that end before they begin.
    """
    if len(content) > FILE_BYTES:
        raise BookingFileError(f"longer than {FILE_BYTES} bytes")
    try:
        terms = msgspec.toml.decode(content, type=_Strict)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        told = str(error) if isinstance(error, msgspec.MsgspecError) else "no TOML"
        raise BookingFileError(told) from None
    for opening in terms.hours or ():
        if opening.first_day > opening.last_day or opening.opens >= opening.closes:
            raise BookingFileError("hours: each ends after it begins, 0 = Monday, minutes after midnight")
    for exception in terms.exceptions:
        try:
            date.fromisoformat(exception.day)
        except ValueError:
            raise BookingFileError(f"exceptions: {exception.day} is no day") from None
        if any(span.opens >= span.closes for span in exception.spans):
            raise BookingFileError(f"exceptions: {exception.day} ends before it begins")
    return BookingTerms(**{name: getattr(terms, name) for name in BookingTerms.__struct_fields__})
