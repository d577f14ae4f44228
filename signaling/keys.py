"""The master key's file: made by the demo or by `etaluukku check`'s remedy, read by `serve`."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from signaling.settings_file import ConfigError
from signaling.store.vault import KEY_BYTES

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


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
