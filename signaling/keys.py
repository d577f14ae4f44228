"""Files of secrets: the master key, made by the demo or by `etaluukku check`'s remedy; the secret of TURN."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from signaling.config import Turn
from signaling.config_sections import CaseSystem
from signaling.settings_file import ConfigError
from signaling.store.vault import KEY_BYTES
from signaling.turn import TurnServer

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO

SECRET_CHARS: Final = 16
"""The least of a secret that nobody guesses: 64 bits of hexadecimal digits. turn.conf makes one of 256."""


def read_master_key(file: Path) -> bytes:
    """The key in the file: 64 hexadecimal digits.

    Raises:
        ConfigError: no such file, others may read it, or it holds something else; with the remedy.
    """
    try:
        mode = file.stat().st_mode
        text = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{file}: master key cannot be read ({type(error).__name__}); make it once with: {remedy(file)}"
        ) from None
    if mode & OTHERS:
        raise ConfigError(f"{file}: others may read the master key; run: chmod 600 {file}")
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigError(f"{file}: is not {2 * KEY_BYTES} hexadecimal digits")
    return key


def remedy(file: Path) -> str:
    """The command that makes a new key."""
    return f"(umask 077; openssl rand -hex {KEY_BYTES} > {file})"


def make_master_key(file: Path) -> None:
    """A new key in a new file with mode 0600; an existing one is left as it is."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as opened:
        opened.write(os.urandom(KEY_BYTES).hex() + "\n")


def turn_server(turn: Turn) -> TurnServer | None:
    """The TURN server that browsers are told of; None where none is configured.

    Raises:
        ConfigError: URLs without a secret, two secrets, or a file that does not hold one; with the remedy.
    """
    if not turn.urls:
        return None
    if bool(turn.secret) == (turn.secret_file is not None):
        raise ConfigError("turn.urls: needs turn.secret_file or turn.secret, one of them; see turn.conf")
    secret = turn.secret if turn.secret_file is None else _shared_secret(turn.secret_file)
    if len(secret) < SECRET_CHARS or not secret.isascii() or not secret.isprintable():
        raise ConfigError(
            f"turn: the secret is not one line of {SECRET_CHARS} characters or more; "
            "make one with: openssl rand -hex 32"
        )
    return TurnServer(turn.urls, secret, turn.credential_seconds)


def case_system_secret(system: CaseSystem) -> str:
    """What this server shares with an authority's case system.

    Raises:
        ConfigError: none or two secrets, one that is too short, or a file that does not hold one.
    """
    if bool(system.secret) == (system.secret_file is not None):
        raise ConfigError(f"handover.systems: {system.authority} needs secret_file or secret, one of them")
    secret = system.secret if system.secret_file is None else _shared_secret(system.secret_file)
    if len(secret) < SECRET_CHARS or not secret.isascii() or not secret.isprintable():
        raise ConfigError(
            f"handover.systems: the secret of {system.authority} is not one line of {SECRET_CHARS} "
            "characters or more; make one with: openssl rand -hex 32"
        )
    return secret


def _shared_secret(file: Path) -> str:
    """The secret in the file, which a group may share: the other side's user or unit may read it too."""
    try:
        mode = file.stat().st_mode
        text = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: secret cannot be read ({type(error).__name__})") from None
    if mode & stat.S_IRWXO:
        raise ConfigError(f"{file}: others may read the secret; run: chmod o= {file}")
    return text
