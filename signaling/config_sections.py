"""What the sections of the configuration are made of, and the sections of papers and of hand-overs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Seconds = Annotated[float, Field(gt=0, json_schema_extra={"unit": "s"})]
Port = Annotated[int, Field(ge=0, le=65535)]
Count = Annotated[int, Field(ge=1)]
Bytes = Annotated[int, Field(ge=1, json_schema_extra={"unit": "bytes"})]


class Section(BaseModel):
    """Base of the sections: an unknown key is an error, nothing changes after the start."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _scanner(text: str) -> str:
    kind, _, rest = text.partition(":")
    port = rest.rpartition(":")[2]
    if text and not (kind == "unix" and rest.startswith("/")) and not (kind == "tcp" and port.isdecimal()):
        raise ValueError("neither unix:/PATH nor tcp:HOST:PORT")
    return text


class Papers(Section):
    """Shared documents."""

    file_bytes: Bytes = Field(25 << 20, le=64 << 20, description="Longest file; at most 64 MiB")
    image_pixels: Count = Field(
        100_000_000, description="Most pixels of an uploaded picture or page of a TIFF"
    )
    page_pixels: Count = Field(
        4_500_000, description="Most pixels of a shown page, A3 at 150 dpi; what is larger is made smaller"
    )
    pages: Count = Field(200, description="Most pages of one paper", le=10_000)
    papers: Count = Field(50, description="Most papers of one consultation")
    stored_bytes: Bytes = Field(1 << 30, description="Most bytes of all pages of one consultation")
    render_seconds: Seconds = Field(60.0, description="Longest rendering of one file")
    render_bytes: Bytes = Field(1 << 30, description="Most memory that rendering one file may take")
    renderers: Count = Field(2, description="Files rendered at a time; each takes a core and render_bytes")
    jail: Literal["auto", "required", "off"] = Field(
        "auto",
        description="Renderers live in a jail of bubblewrap: auto: where the system can, and the log and "
        "/readyz tell where it cannot; required: no jail, no papers; off: never",
    )
    scanner: Annotated[str, AfterValidator(_scanner)] = Field(
        "",
        description="clamd that looks for malware in each file before anything reads it: unix:PATH or "
        "tcp:HOST:PORT; empty: files are not scanned",
    )
    scan_seconds: Seconds = Field(30.0, description="Longest scan of one file, the wait for a turn included")
    scan_required: bool = Field(
        True,
        description="A file that could not be scanned is refused; false: it is taken, and the log says so",
    )
    uploads: Count = Field(4, description="Files that one process reads at a time")
    operations: Count = Field(200_000, description="Most durable operations of one consultation")
    copies: Count = Field(
        4, description="Copies that one process sends at a time, as PDF; one of each person"
    )
    files_at_points: bool = Field(
        False,
        description="A service point may save a paper as PDF. The file stays on the device, where the next "
        "client finds it; without, the client's copy is the print",
    )
    page_marks: Count = Field(10_000, description="Most marks that lie on one page at a time")
    paper_points: Count = Field(
        1_000_000, description="Most points of all marks on one paper; a stroke has 30 to 60, at most 2,000"
    )


HERE = ("127.0.0.1", "::1", "localhost")


def _webhook(text: str) -> str:
    parts = urlsplit(text)
    plain = parts.scheme == "http" and parts.hostname in HERE
    if not parts.hostname or parts.username or parts.fragment or not (parts.scheme == "https" or plain):
        raise ValueError("not https://HOST/PATH; http:// to this machine alone")
    return text


class CaseSystem(Section):
    """Where an authority takes papers in."""

    authority: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] = Field(
        description="Id of the authority (etaluukku directory list)"
    )
    url: Annotated[str, AfterValidator(_webhook)] = Field(
        description="Where papers are posted to; https, or http to this machine"
    )
    secret: str = Field("", repr=False, description="What it shares with this server, for signatures")
    secret_file: Path | None = Field(
        None, description="File that holds the secret instead, not readable to others"
    )


class HandOver(Section):
    """Papers that go to an authority's case system, by webhook (docs/operations.md)."""

    systems: tuple[CaseSystem, ...] = Field(
        (), max_length=200, description="Case systems as {authority, url, secret_file}; none: no hand-over"
    )
    paper_bytes: Bytes = Field(
        16 << 20, le=64 << 20, description="Most bytes of the pages of a paper that is handed over"
    )
    waiting: Count = Field(
        1000, description="Most papers that wait for case systems; further ones are refused"
    )
    try_seconds: Seconds = Field(30.0, le=40.0, description="Time of one try")
