"""A forwarder with two endpoints."""

from __future__ import annotations

import pytest

from media.forward.core import Forwarder
from media.forward.engine import Extensions


@pytest.fixture
def core() -> Forwarder:
    core = Forwarder()
    core.add_endpoint(1)
    core.add_endpoint(2)
    core.endpoint(1).extensions = Extensions(mid=3, audio_level=1, video_orientation=2, transport_cc=4)
    return core
