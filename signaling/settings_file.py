"""Settings out of a TOML file and the environment, and errors that name the key and the line."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsConfigDict, SettingsError

from signaling.config import Settings

PREFIX: Final = "ETALUUKKU_"
DELIMITER: Final = "__"


class ConfigError(Exception):
    """The configuration does not hold; one line for each fault, with key, place and reason."""


def read_settings(file: Path | None) -> Settings:
    """The settings of the file (None: only defaults), with the environment over them.

    Raises:
        ConfigError: the file cannot be read, a key is unknown or a value is bad.
    """
    text = "" if file is None else _read(file)
    unknown = [name for name in _variables() if not _is_key(name)]
    if unknown:
        raise ConfigError("\n".join(f"environment {name}: no such key" for name in unknown))

    class Loaded(Settings):
        model_config = SettingsConfigDict(toml_file=file)

    try:
        return Loaded()
    except ValidationError as error:
        name = "" if file is None else str(file)
        raise ConfigError("\n".join(_fault(detail, text, name) for detail in error.errors())) from None
    except SettingsError as error:
        raise ConfigError(f"environment: {error}") from None


def keys() -> Iterator[tuple[str, str, str, str]]:
    """Every key as (section.key, default, unit, help), in the order of the schema."""
    for section, field in Settings.model_fields.items():
        kind = field.annotation
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            raise TypeError(f"{section} is no section")
        for key, entry in kind.model_fields.items():
            extra = entry.json_schema_extra
            unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
            yield f"{section}.{key}", toml_value(entry.default), unit, entry.description or ""


def toml_value(value: object) -> str:
    """The value as TOML writes it; an empty string for None.

    >>> toml_value(("127.0.0.1",))
    '["127.0.0.1"]'
    """
    match value:
        case None:
            return '""'
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case tuple() | list():
            return "[" + ", ".join(toml_value(item) for item in value) + "]"
        case _:
            return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read(file: Path) -> str:
    """The text of the file, known to be TOML."""
    try:
        text = file.read_text(encoding="utf-8")
        tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read ({type(error).__name__})") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: {error}") from None
    return text


def _variables() -> list[str]:
    return [name for name in os.environ if name.upper().startswith(PREFIX)]


def _is_key(name: str) -> bool:
    """True for ETALUUKKU_SECTION and ETALUUKKU_SECTION__KEY of the schema."""
    path = name.upper().removeprefix(PREFIX).lower().split(DELIMITER)
    known = {key for key, *_ in keys()}
    return path[0] in Settings.model_fields and (len(path) == 1 or ".".join(path[:2]) in known)


def _fault(detail: ErrorDetails, text: str, file: str) -> str:
    """One fault: where it is, which key, and why. The value itself is not shown: it may be a secret."""
    path = [part for part in detail["loc"] if isinstance(part, str)]
    variable = (PREFIX + DELIMITER.join(path[:2])).upper()
    reason = "no such key" if detail["type"] == "extra_forbidden" else detail["msg"]
    if variable in (name.upper() for name in os.environ):
        return f"environment {variable}: {reason}"
    return f"{file}, line {line_of(text, path)}: {'.'.join(path)}: {reason}"


def line_of(text: str, path: list[str]) -> int:
    """The line (from 1) of a key in TOML text; of its section when the key is not found; else 1.

    >>> line_of("[server]\\nport = 1", ["server", "port"])
    2
    """
    best, depth, section = 1, 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            section = re.sub(r"\s", "", header[1])
            found = section.split(".")
        elif key := re.match(r"\s*([A-Za-z0-9_.\"-]+)\s*=", line):
            found = [part for part in [*section.split("."), *key[1].replace('"', "").split(".")] if part]
        else:
            continue
        common = sum(1 for _ in _same(found, path))
        if common == len(found) and common > depth:
            best, depth = number, common
    return best


def _same(left: list[str], right: list[str]) -> Iterator[str]:
    for one, other in zip(left, right, strict=False):
        if one != other:
            return
        yield one
