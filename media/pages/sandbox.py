"""Confines the process that reads a hostile file: it may compute, and speak on the sockets it holds.

Linux only. After `confine` the process cannot open a file, make a socket,
start a program or a thread, signal another process, or take executable
memory; each such call fails with EPERM. It needs no privilege.

Source: prctl(2) PR_SET_NO_NEW_PRIVS, seccomp(2) SECCOMP_SET_MODE_FILTER,
linux/filter.h (classic BPF), linux/audit.h; Linux 3.17 and later.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import platform
import resource
import signal
import struct
from dataclasses import dataclass
from typing import Final

from media.pages.contract import RenderLimits

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_SECCOMP_RET_ALLOW: Final = 0x7FFF0000
_SECCOMP_RET_ERRNO: Final = 0x00050000
_SECCOMP_RET_KILL_PROCESS: Final = 0x80000000
_PROT_EXEC: Final = 4

_LD_WORD_ABSOLUTE: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_JUMP_ANY_BIT: Final = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K

_NUMBER_AT: Final = 0  # offsets in struct seccomp_data
_ARCHITECTURE_AT: Final = 4
_FIRST_ARGUMENT_AT: Final = 16  # low words, little endian
_THIRD_ARGUMENT_AT: Final = 32


@dataclass(frozen=True, slots=True)
class Machine:
    """What the filter must know of a processor."""

    architecture: int
    """AUDIT_ARCH_ constant (linux/audit.h)."""
    allowed: tuple[int, ...]
    """The calls of ALLOWED, in that order."""
    memory: tuple[int, int]
    """mmap and mprotect: allowed where they ask for no executable memory."""
    tgkill: int
    """Allowed towards the process itself: abort(3), by which libraries end where memory has ended."""


SPACE_STEP: Final = 1 << 20
SPACE_STEPS: Final = 1 << 27
"""What `address_space` finds is a number of steps: 128 TiB, all that a process can have."""

ALLOWED: Final = (
    *("read", "write", "close", "lseek", "munmap", "brk", "mremap", "madvise", "futex"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "restart_syscall", "clock_gettime", "getrandom"),
    *("getpid", "gettid", "exit", "exit_group"),
)
"""All that rendering asks of the kernel; every other call is denied."""

MACHINES: Final = {
    "x86_64": Machine(
        0xC000003E,
        (*(0, 1, 3, 8, 11, 12, 25, 28, 202), *(13, 14, 15, 219, 228, 318), *(39, 186, 60, 231)),
        (9, 10),
        234,
    ),
    "aarch64": Machine(
        0xC00000B7,
        (*(63, 64, 57, 62, 215, 214, 216, 233, 98), *(134, 135, 139, 128, 113, 278), *(172, 178, 93, 94)),
        (222, 226),
        131,
    ),
}
"""Numbers of the calls (asm/unistd.h) by `platform.machine()`."""


class ConfinementError(Exception):
    """The process could not be confined and must not read the file."""


def filter_program(machine: Machine, pid: int) -> bytes:
    """The classic BPF program for process `pid` on this machine. Pure."""
    deny = _step(_RETURN, _SECCOMP_RET_ERRNO | errno.EPERM)
    allow = _step(_RETURN, _SECCOMP_RET_ALLOW)
    # What follows the jumps, by the distance that they skip.
    verdicts = (
        deny,
        allow,
        *(_step(_LD_WORD_ABSOLUTE, _THIRD_ARGUMENT_AT), _step(_JUMP_ANY_BIT, _PROT_EXEC, 0, 1), deny, allow),
        *(_step(_LD_WORD_ABSOLUTE, _FIRST_ARGUMENT_AT), _step(_JUMP_EQUAL, pid, 1, 0), deny, allow),
    )
    to_allow, to_memory, to_self = 1, 2, 6
    targets = [
        *((number, to_memory) for number in machine.memory),
        (machine.tgkill, to_self),
        *((number, to_allow) for number in machine.allowed),
    ]
    jumps = [
        _step(_JUMP_EQUAL, number, len(targets) - at - 1 + target, 0)
        for at, (number, target) in enumerate(targets)
    ]
    return b"".join(
        (
            _step(_LD_WORD_ABSOLUTE, _ARCHITECTURE_AT),
            _step(_JUMP_EQUAL, machine.architecture, 1, 0),
            _step(_RETURN, _SECCOMP_RET_KILL_PROCESS),
            _step(_LD_WORD_ABSOLUTE, _NUMBER_AT),
            *jumps,
            *verdicts,
        )
    )


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One struct sock_filter."""
    return struct.pack("=HBBI", code, if_true, if_false, value)


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


_libc: Final = ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, second: int, third: _Program | None = None) -> None:
    pointer = ctypes.c_void_p() if third is None else ctypes.byref(third)
    if _libc.prctl(option, ctypes.c_ulong(second), pointer, ctypes.c_ulong(), ctypes.c_ulong()) != 0:
        code = ctypes.get_errno()
        raise ConfinementError(f"prctl {option}: {os.strerror(code)}")


def hide_memory() -> None:
    """Let no core dump and no debugger of the same user see the documents in this process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def die_with_parent() -> None:
    """End this process when the thread that started it ends."""
    _prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))


def address_space() -> int:
    """Bytes of address space that this process has, to SPACE_STEP above.

    Found by limits that the kernel refuses or not: the jail has no /proc to read it from.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    low, high = 0, SPACE_STEPS if hard == resource.RLIM_INFINITY else hard // SPACE_STEP
    while high - low > 1:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_AS, (middle * SPACE_STEP, hard))
        try:
            mmap.mmap(-1, mmap.PAGESIZE).close()
            high = middle
        except (OSError, MemoryError):
            low = middle
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    return high * SPACE_STEP


def confine(limits: RenderLimits) -> None:
    """Limit this process to `limits` and to the calls of rendering, for good.

    Raises:
        ConfinementError: the kernel refused, or the machine is unknown; the process must end unused.
    """
    machine = MACHINES.get(platform.machine())
    if machine is None:
        raise ConfinementError(f"no table of system calls for {platform.machine()}")
    hide_memory()
    space = address_space() + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    # A clock of its own: should the pages process die, this one still ends.
    signal.setitimer(signal.ITIMER_REAL, limits.wall_s + 1)
    code = filter_program(machine, os.getpid())
    program = _Program(len(code) // 8, code)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program)
