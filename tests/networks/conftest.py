"""The driver and the sound card of the journeys, for browsers in networks."""

from tests.e2e.conftest import loop_does_not_block, playwright, sound_card

__all__ = ["loop_does_not_block", "playwright", "sound_card"]
