"""The metadata of every area: importing this module is what makes it whole.

Migrations, tests and `etaluukku demo` take the metadata from here.
"""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from typing import Final

from signaling.audit import tables as audit
from signaling.store import feeds, outbox, requests, vault
from signaling.store.base import Base

AREAS: Final = (
    "people",
    "directory",
    "queue",
    "consultation",
    "interpreters",
    "papers",
    "selftest",
    "booking",
)

__all__ = ["audit", "feeds", "metadata", "outbox", "requests", "vault"]

for _area in AREAS:
    if find_spec(f"signaling.{_area}") and find_spec(f"signaling.{_area}.tables"):
        importlib.import_module(f"signaling.{_area}.tables")

metadata = Base.metadata
"""All tables of the product."""
