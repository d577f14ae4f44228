"""Real browsers with fake cameras, as Debian ships them, and a sound card to play to.

How each is started stands here alone: for the journeys, for media without signaling, for the stored offers.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

SOUND_CARD_SECONDS: Final = 10.0

ANSWERS_BY_ITSELF: Final = "--use-fake-ui-for-media-stream"
HAS_DEVICES: Final = "--use-fake-device-for-media-stream"
CHROMIUM_FLAGS: Final = (
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-component-update",
    "--disable-renderer-backgrounding",
    "--disable-sync",
    "--no-first-run",
)

Preferences = Mapping[str, bool | float | str]
ALLOW: Final = 1
DENY: Final = 2
"""Values of Firefox's `permissions.default.*`."""

FIREFOX_PREFERENCES: Final[Preferences] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    # Without a default route Firefox gathers candidates only where a permission is stored.
    "permissions.default.camera": ALLOW,
    "permissions.default.microphone": ALLOW,
}


class ChromiumOptions(TypedDict):
    """Keywords of Playwright's `chromium.launch`, sync and async alike."""

    executable_path: str
    args: list[str]
    env: dict[str, str | float | bool]


class FirefoxOptions(TypedDict):
    """Keywords of Playwright's `firefox.launch`, sync and async alike."""

    channel: str
    executable_path: str
    firefox_user_prefs: dict[str, bool | float | str]
    env: dict[str, str | float | bool]


def chromium(
    *, asks: bool = False, devices: bool = True, sound: Path | None = None, picture: Path | None = None
) -> ChromiumOptions:
    """Chromium without a window.

    Args:
        asks: permissions count, as a test has granted them; else each page gets camera and microphone.
        devices: a fake camera and microphone are there; else those of the machine.
        sound: a WAV file that the fake microphone gives again and again, in place of its beeps.
        picture: a YUV4MPEG2 file that the fake camera shows again and again.
    """
    flags = [*CHROMIUM_FLAGS]
    flags += [] if asks else [ANSWERS_BY_ITSELF]
    flags += [HAS_DEVICES] if devices else []
    flags += [f"--use-file-for-fake-audio-capture={sound}"] if sound else []
    flags += [f"--use-file-for-fake-video-capture={picture}"] if picture else []
    return {"executable_path": "/usr/bin/chromium", "args": flags, "env": {**os.environ}}


def firefox(preferences: Preferences | None = None) -> FirefoxOptions:
    """Firefox ESR without a window; `preferences` over those of every test."""
    return {
        "channel": "moz-firefox",
        "executable_path": "/usr/bin/firefox-esr",
        "firefox_user_prefs": {**FIREFOX_PREFERENCES, **(preferences or {})},
        "env": {**os.environ},  # the driver was perhaps started before the sound card
    }


@dataclass(frozen=True)
class SoundCard:
    """A PulseAudio server of our own: something to play to, and a microphone when one is plugged in."""

    server: str

    @contextlib.contextmanager
    def microphone(self) -> Iterator[None]:
        """A microphone that hums is plugged in while the block runs."""
        number = self._control("load-module", "module-sine-source", "source_name=microphone").strip()
        try:
            yield
        finally:
            self._control("unload-module", number)

    def _control(self, *command: str) -> str:
        done = subprocess.run(
            ["pactl", "--server", self.server, *command], check=True, capture_output=True, text=True
        )
        return done.stdout


@contextlib.contextmanager
def sound_card() -> Iterator[SoundCard]:
    """A null sink for browsers that are started meanwhile: Firefox plays no WebAudio without a device."""
    with tempfile.TemporaryDirectory(prefix="etaluukku-pulse-") as directory:
        server = f"unix:{directory}/native"
        listening = f"module-native-protocol-unix socket={directory}/native auth-anonymous=1"
        quiet = ["-n", "--exit-idle-time=-1", "--daemonize=no", "--use-pid-file=no"]
        daemon = subprocess.Popen(
            ["pulseaudio", *quiet, "-L", "module-null-sink sink_name=nul", "-L", listening],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": directory, "XDG_RUNTIME_DIR": directory},
        )
        before = os.environ.get("PULSE_SERVER")
        os.environ["PULSE_SERVER"] = server
        try:
            _wait_for(Path(directory, "native"), daemon)
            yield SoundCard(server)
        finally:
            if before is None:
                del os.environ["PULSE_SERVER"]
            else:
                os.environ["PULSE_SERVER"] = before
            daemon.terminate()
            daemon.wait(SOUND_CARD_SECONDS)


def _wait_for(listening: Path, daemon: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SOUND_CARD_SECONDS
    while not listening.exists():
        assert daemon.poll() is None and time.monotonic() < deadline, "pulseaudio did not start"
        time.sleep(0.02)  # another process starts; the deadline is above
