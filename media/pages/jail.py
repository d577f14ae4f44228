"""The jail around the fork server: a root directory with the interpreter in it and nothing else.

bubblewrap (bwrap(1)) makes it out of user, mount, process and network
namespaces, without privilege. Inside there are no files but the read-only
ones of Python and of this package, no network, no other process, no /proc and
no environment. The seccomp filter of each renderer (media/pages/sandbox.py)
stands inside it: either of the two holds without the other.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import media

JailWish = Literal["auto", "required", "off"]
"""auto: where the system can. required: no jail, no pages. off: never."""

PROGRAM: Final = "bwrap"

TRIED_WITHIN_S: Final = 20.0
"""Time for an empty Python in the jail; 0.1 s on an idle machine."""

LIBRARIES: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
"""Where Debian has the libraries of C and the loader of programs."""

NOBODY: Final = "65534"
"""User and group inside; files made by anybody else belong to it too."""

REASON_CHARS: Final = 200


class JailError(Exception):
    """There is no jail, and the wish was that there is one."""


@dataclass(frozen=True, slots=True)
class Jail:
    """What stands before a command that is to run in the jail; empty: it runs as any process does."""

    prefix: tuple[str, ...] = ()
    reason: str = ""
    """Why there is none."""

    @property
    def holds(self) -> bool:
        """True if commands run in a jail."""
        return bool(self.prefix)


def package_root() -> Path:
    """The directory in which `python -m media...` finds this package."""
    return Path(media.__file__).resolve().parent.parent


def bound_paths() -> list[str]:
    """What is seen inside, read-only: the interpreter, its virtual environment, this package."""
    interpreter = os.path.realpath(sys.executable)
    wanted = [sys.prefix, sys.base_prefix, str(package_root() / "media")]
    if "/usr" in wanted:
        # Debian's own Python: its libraries are bound anyway, the rest of /usr is none of ours.
        wanted = [path for path in wanted if path != "/usr"] + [sys.executable, interpreter]
    return list(dict.fromkeys(wanted))


def jail_prefix(program: str, bound: Iterable[str]) -> tuple[str, ...]:
    """The command line of bubblewrap up to the command that it is to run."""
    made = [program, "--unshare-all", "--unshare-user", "--uid", NOBODY, "--gid", NOBODY]
    made += ["--cap-drop", "ALL", "--die-with-parent", "--new-session", "--as-pid-1", "--clearenv"]
    for path in LIBRARIES:
        if os.path.islink(path):
            made += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            made += ["--ro-bind", path, path]
    for path in bound:
        made += ["--ro-bind", path, path]
    made += ["--dev-bind", "/dev/null", "/dev/null", "--remount-ro", "/"]
    return (*made, "--chdir", str(package_root()), "--")


async def find_jail(wish: JailWish) -> Jail:
    """The jail of this system, tried once; an empty one with the reason where there is none.

    Raises:
        JailError: there is none, and it is required.
    """
    if wish == "off":
        return Jail(reason="papers.jail is off")
    prefix = await asyncio.to_thread(_prefix)
    reason = await _try(prefix) if prefix else "bubblewrap is not installed"
    jail = Jail(reason=reason) if reason else Jail(prefix)
    if wish == "required" and not jail.holds:
        raise JailError(jail.reason)
    return jail


def _prefix() -> tuple[str, ...]:
    """The command line of the bubblewrap of this system; empty without one."""
    program = shutil.which(PROGRAM)
    return () if program is None else jail_prefix(program, bound_paths())


async def _try(prefix: tuple[str, ...]) -> str:
    """Empty where a Python with this package runs in the jail; else what stood in the way."""
    process = await asyncio.create_subprocess_exec(
        *(*prefix, sys.executable, "-c", "import media.pages.contract"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={},
    )
    try:
        async with asyncio.timeout(TRIED_WITHIN_S):
            _, said = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return "bubblewrap did not answer"
    if process.returncode == 0:
        return ""
    last = said.decode(errors="replace").strip().rpartition("\n")[2]
    return last[:REASON_CHARS] or f"bubblewrap ended with {process.returncode}"
