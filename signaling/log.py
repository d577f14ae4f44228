"""Logs on standard error: ids and counts; secrets and personal data are taken out before they are written."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from signaling.config import Log

REMOVED: Final = "[removed]"

SECRET_KEYS: Final = re.compile(
    r"password|passwd|token|secret|cookie|authorization|credential|key|code$|^codes|sdp|offer|"
    r"^name$|_name$|text|said|body|payload|content|label|url|address|email|phone|query|headers"
)
"""Keys whose values are never logged, whoever passes them; ids, counts and words of ours have other keys."""

ALLOWED_KEYS: Final = frozenset({"event_name", "public_url"})

SECRET_TEXT: Final = (
    re.compile(r"(?i)(password|token|secret|cookie|authorization)(\s*[=:]\s*)\S+"),
    re.compile(r"://[^/@\s]+:[^/@\s]+@"),  # user and password inside an address
    re.compile(r"a=(?:ice-pwd|ice-ufrag|fingerprint|crypto):\S*"),
    re.compile(r"\b[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]\b"),  # Finnish personal identity code
)


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The event without what must not be written; the last processor before rendering."""
    for key, value in event.items():
        if key not in ALLOWED_KEYS and SECRET_KEYS.search(key):
            event[key] = REMOVED
        elif isinstance(value, str):
            for pattern in SECRET_TEXT:
                value = pattern.sub(REMOVED, value)
            event[key] = value
    return event


def frames(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception as its type and places. Its message may quote what people wrote, so it is left out."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[0] is not None:
        event["exception"] = info[0].__name__
        event["frames"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(info[2])]
    return event


def configure_log(settings: Log, stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's logs to `stream` (standard error), redacted."""
    rendered: Processor = (
        structlog.processors.JSONRenderer() if settings.form == "json" else structlog.dev.ConsoleRenderer()
    )
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(["taskName"]),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        frames,
        redact,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shared, rendered],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.level.upper())
    for loud in ("aiohttp.access", "engineio", "socketio", "alembic", "sqlalchemy"):
        logging.getLogger(loud).setLevel(logging.WARNING)
