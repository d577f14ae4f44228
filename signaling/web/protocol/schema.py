"""Reads message classes: fields with their wire names, types, limits and docstrings. Pure but for imports."""

from __future__ import annotations

import ast
import functools
import inspect
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Annotated, Final, Literal, get_args, get_origin

import msgspec

from media import volatile
from signaling.web.messages import (
    base,
    booking,
    consultation,
    identity,
    interpreters,
    nettest,
    papers,
    privacy,
    queue,
    selftest,
    session,
    statement,
)

MODULES: Final = (
    base,
    session,
    queue,
    booking,
    identity,
    interpreters,
    consultation,
    papers,
    privacy,
    statement,
    nettest,
    selftest,
)
"""In the order in which they are written."""

ALIASES: Final[dict[str, object]] = {
    "Seat": base.Seat,
    "Role": base.Role,
    "Language": base.Language,
    "ErrorCode": base.ErrorCode,
    "Availability": queue.Availability,
    "ParticipantRole": consultation.ParticipantRole,
    "ParticipantState": consultation.ParticipantState,
    "AdvisorPresence": consultation.AdvisorPresence,
    "IdentityMethod": identity.IdentityMethod,
    "CameraFinding": selftest.CameraFinding,
    "MicrophoneFinding": selftest.MicrophoneFinding,
    "LoudspeakerFinding": selftest.LoudspeakerFinding,
    "NetworkFinding": selftest.NetworkFinding,
    "NetworkWay": selftest.NetworkWay,
    "SelfTestPart": selftest.SelfTestPart,
    "MarkKind": papers.MarkKindName,
    "StampName": papers.StampName,
}
"""Closed sets of words that have a name of their own."""

CHANNEL: Final = (
    (volatile.Pointer, volatile.RelayedPointer),
    (volatile.PointerGone, volatile.RelayedPointerGone),
    (volatile.Stroke, volatile.RelayedStroke),
    (volatile.StrokeGone, volatile.RelayedStrokeGone),
)
"""Messages of the data channel: what a browser sends, and what the others get."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message."""

    name: str
    """As it is on the wire."""
    typescript: str
    limits: str
    """What the schema bounds, in words; empty for none."""
    required: bool
    text: str
    """The docstring under the field."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One message or part of messages."""

    name: str
    text: str
    fields: tuple[Field, ...]


@functools.cache
def shapes() -> tuple[Shape, ...]:
    """Every message class of the protocol's modules, in the order of the files."""
    return tuple(
        shape(name, kind)
        for module in MODULES
        for name, kind in vars(module).items()
        if _is_own(kind, module) and kind is not base.Message
    )


def shape(name: str, kind: type[msgspec.Struct]) -> Shape:
    """A message class as it is written down."""
    hints = typing.get_type_hints(kind, include_extras=True)
    texts = _field_texts(kind)
    fields = tuple(
        Field(
            field.encode_name,
            typescript(hints[field.name]),
            limits(hints[field.name]),
            field.required,
            texts.get(field.name, ""),
        )
        for field in msgspec.structs.fields(kind)
    )
    return Shape(name, inspect.getdoc(kind) or "", fields)


def typescript(kind: object) -> str:
    """The TypeScript type of an annotation.

    >>> typescript(tuple[str, ...])
    'readonly string[]'
    """
    origin = get_origin(kind)
    if origin is Annotated:
        return typescript(get_args(kind)[0])
    if origin is Literal:
        return " | ".join(f'"{word}"' for word in get_args(kind))
    if origin is tuple:
        inner = typescript(get_args(kind)[0])
        return f"readonly ({inner})[]" if "|" in inner else f"readonly {inner}[]"
    if origin in (typing.Union, types.UnionType):
        return " | ".join(typescript(part) for part in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind.__name__
    return _PLAIN[kind]


_PLAIN: Final[dict[object, str]] = {
    type(None): "null",
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    bytes: "Blob",
}


def limits(kind: object) -> str:
    """What the schema bounds, in words."""
    if get_origin(kind) is Annotated:
        inner, *metas = get_args(kind)
        many = "entries" if get_origin(inner) is tuple else "characters"
        own = [_meta(meta, many) for meta in metas if isinstance(meta, msgspec.Meta)]
        return ", ".join(part for part in [limits(inner), *own] if part)
    if get_origin(kind) in (typing.Union, types.UnionType, tuple):
        return ", ".join(part for part in map(limits, get_args(kind)) if part)
    return ""


def _meta(meta: msgspec.Meta, many: str) -> str:
    words = []
    if meta.pattern is not None:
        words.append("32 hexadecimal digits" if "{32}" in meta.pattern else f"`{meta.pattern}`")
    if meta.min_length is not None or meta.max_length is not None:
        words.append(f"{meta.min_length or 0}-{meta.max_length} {many}")
    if meta.ge is not None or meta.le is not None:
        words.append(f"{meta.ge} and more" if meta.le is None else f"{meta.ge}-{meta.le}")
    return ", ".join(words)


def _is_own(kind: object, module: ModuleType) -> typing.TypeGuard[type[msgspec.Struct]]:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__


def _field_texts(kind: type) -> dict[str, str]:
    """The strings under the fields of a class and of its bases."""
    found: dict[str, str] = {}
    for owner in reversed(kind.__mro__):
        if not (issubclass(owner, msgspec.Struct) and owner is not msgspec.Struct):
            continue
        body = ast.parse(inspect.getsource(owner)).body[0]
        if isinstance(body, ast.ClassDef):
            found.update(_under(body))
    return found


def _under(body: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for entry, following in zip(body.body, body.body[1:], strict=False):
        if not (isinstance(entry, ast.AnnAssign) and isinstance(entry.target, ast.Name)):
            continue
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            yield entry.target.id, " ".join(str(following.value.value).split())
