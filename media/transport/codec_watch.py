"""Counts codecs that are opened in this process; the media process reports it, and it is always 0.

aiortc imports PyAV and brings its own codecs; `watch` wraps every constructor
of an encoder or decoder there (invariant 9 of docs/architecture.md).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import av
from aiortc.codecs import g711, g722, h264, opus, vpx

P = ParamSpec("P")
R = TypeVar("R")

_CLASSES: tuple[type, ...] = (
    g711.PcmDecoder,
    g711.PcmEncoder,
    g722.G722Decoder,
    g722.G722Encoder,
    h264.H264Decoder,
    h264.H264Encoder,
    opus.OpusDecoder,
    opus.OpusEncoder,
    vpx.Vp8Decoder,
    vpx.Vp8Encoder,
)


class CodecWatch:
    """The count, and the wrapping that feeds it."""

    def __init__(self) -> None:
        self.opens = 0

    def watch(self) -> None:
        """Count from now on. Once for each process."""
        for codec in _CLASSES:
            type.__setattr__(codec, "__init__", self._counting(codec.__init__))  # type: ignore[misc]  # class by class
        type.__setattr__(av.CodecContext, "create", staticmethod(self._counting(av.CodecContext.create)))

    def _counting(self, function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def counted(*args: P.args, **kwargs: P.kwargs) -> R:
            self.opens += 1
            return function(*args, **kwargs)

        return counted
