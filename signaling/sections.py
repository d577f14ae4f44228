"""What the sections of the configuration (config.py) are made of, and the one of case systems."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Seconds = Annotated[float, Field(gt=0, json_schema_extra={"unit": "s"})]
Port = Annotated[int, Field(ge=0, le=65535)]
Count = Annotated[int, Field(ge=1)]
Bytes = Annotated[int, Field(ge=1, json_schema_extra={"unit": "bytes"})]

HERE = ("127.0.0.1", "::1", "localhost")


class Section(BaseModel):
    """Base of the sections: an unknown key is an error, nothing changes after the start."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
