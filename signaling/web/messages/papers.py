"""Shared documents: durable operations (volatile ones are in media/volatile.py)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from signaling.web.messages.base import Delta, Id, Message, Request
from signaling.web.messages.consultation import HandOverEntry, PaperEntry

PageNumber = Annotated[int, msgspec.Meta(ge=0, le=9999)]
"""Counted from 0."""

MarkKindName = Literal["pen", "highlighter", "note", "stamp"]
"""What a mark is."""

StampName = Literal["check", "cross", "question", "sign_here"]
"""What a stamp says."""

MarkPoints = Annotated[
    tuple[Annotated[int, msgspec.Meta(ge=0, le=10_000)], ...], msgspec.Meta(max_length=6_000)
]
"""Points of a mark."""


class PaperAdd(Message, frozen=True):
    """Header X-Etaluukku-Name of an upload, percent-encoded UTF-8; the body is the file itself.

    The reply comes when every page is stored. Everybody gets `paper:added` as soon
    as the first page is, and may ask for pages from then on: one that is not ready
    comes within 5 s or is `unavailable`, to be asked for again. Details of
    `unreadable`: encrypted, broken, unsupported, timeout, memory, malware; of `too_large`:
    too_large, too_many_pages, too_many_pixels; of `limit`: papers, stored, operations, uploads; of
    `unavailable`: busy, slow, pages, rendering, scan.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class PaperAddedReply(Message, frozen=True):
    """The file was read; its pages can be fetched."""

    paper: PaperEntry


class PageText(Message, frozen=True):
    """The text of a page, for screen readers; empty where the page is only a picture."""

    text: str


class PageTurn(Request, frozen=True):
    """Show this page to everybody (F-36). Durable: numbered and stored before the acknowledgement."""

    consultation: Id
    paper: Id
    page: PageNumber


Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
"""Of the width or height of a page, from its upper left corner."""


class RedactionBar(Message, frozen=True):
    """A bar over a part of a page; what is beyond its edges counts to the edge."""

    left: Share
    top: Share
    width: Share
    height: Share


class PageRedact(Request, frozen=True):
    """Take what lies below the bars out of a page, for good.

    The page is made anew as a picture with black bars; the old picture and all words of the page are
    deleted. Details of `unavailable`: rendering, pages, busy; of `conflict`: page (another did it first).
    """

    consultation: Id
    paper: Id
    page: PageNumber
    bars: Annotated[tuple[RedactionBar, ...], msgspec.Meta(min_length=1, max_length=100)]


class PaperRemove(Request, frozen=True):
    """Take a paper from the table; its bytes are deleted and the deletion is logged (F-38)."""

    consultation: Id
    paper: Id


class PaperPrint(Request, frozen=True):
    """Print a paper, in two steps: without a revision, what there is to print; with it, that it is printed.

    Between the two the screen fetches the pages. `conflict` with the detail `changed`: a page was made anew
    or taken away meanwhile, and what was fetched is not printed. `unavailable`, `rendering`: not every page
    is stored yet.
    """

    consultation: Id
    paper: Id
    revision: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class PaperPrinted(Message, frozen=True):
    """The pages as they are now."""

    pages: int
    revision: str
    """Another one as soon as any page is made anew."""


class PaperHandOver(Request, frozen=True):
    """Hand a paper over to this authority's case system; for another than the service's, the client is asked.

    The same paper, unchanged, to the same authority again is the same hand-over. Details of `limit`:
    hand_overs; of `too_large`: hand_over; of `unavailable`: rendering.
    """

    consultation: Id
    paper: Id
    authority: Id


class PaperPermit(Request, frozen=True):
    """The client lets this one paper move to another authority, or does not; `conflict`: it was answered."""

    consultation: Id
    hand_over: Id
    agreed: bool


class PaperHandedOver(Delta, frozen=True):
    """A hand-over was asked for, permitted, acknowledged or withdrawn."""

    consultation: Id
    handed_over: HandOverEntry


class MarkAdd(Request, frozen=True):
    """Put a mark on a page, before everybody's eyes; durable. The id of the request names the mark.

    Details of `invalid`: page, mark; of `limit`: marks (something has to be erased first), operations; of
    `conflict`: mark (there was one of this name), identity_shown.
    """

    consultation: Id
    paper: Id
    page: PageNumber
    kind: MarkKindName
    points: MarkPoints
    """x, y and pressure of each point in turn: x and y from 0 to 10000 across and down, pressure
    from 0 to 255. A note and a stamp have one point."""
    text: Annotated[str, msgspec.Meta(max_length=500)] = ""
    """Of a note; characters that cannot be seen are taken out."""
    stamp: StampName | None = None


class MarkErase(Request, frozen=True):
    """Take one's own mark from its page, for good; undoing is the same."""

    consultation: Id
    mark: Id


class MarkEraseOther(Request, frozen=True):
    """Take anybody's mark from its page, for good."""

    consultation: Id
    participant: Id
    """The author."""
    mark: Id


class Mark(Message, frozen=True):
    """A mark as it lies on its page."""

    participant: Id
    """The author; with `mark` it names the mark."""
    mark: Id
    sequence: int
    """Later ones lie above earlier ones."""
    kind: MarkKindName
    points: tuple[int, ...]
    text: str = ""
    stamp: StampName | None = None


class PageMarks(Message, frozen=True):
    """Marks of a page made after a given operation, the lowest first; `more` when the list was cut."""

    marks: tuple[Mark, ...]
    more: bool


class MarkRef(Message, frozen=True):
    """Which mark an operation is about."""

    participant: Id
    mark: Id


class OperationDone(Message, frozen=True):
    """The number that the operation got in the consultation."""

    sequence: int


class Operation(Message, frozen=True):
    """A durable operation as it was committed."""

    sequence: int
    participant: Id
    at: float
    kind: Literal["paper_added", "paper_removed", "page_turned", "page_redacted", "mark_added", "mark_erased"]
    """`page_redacted`: the screen forgets the picture and the words of this page, and asks for them anew."""
    paper: Id
    page: int
    about: MarkRef | None = None
    """Of an operation on a mark."""
    mark: Mark | None = None
    """Of a mark that was added and has not been erased since."""


class Operations(Message, frozen=True):
    """Operations after a given number, oldest first; `more` when the list was cut."""

    operations: tuple[Operation, ...]
    more: bool


class PaperAdded(Delta, frozen=True):
    """A new paper lies on the table."""

    consultation: Id
    paper: PaperEntry


class PaperRemoved(Delta, frozen=True):
    """The paper is gone; the screen forgets its pages."""

    consultation: Id
    paper: Id


class OperationAdded(Delta, frozen=True):
    """Somebody did something durable."""

    consultation: Id
    operation: Operation
