"""What a confined process cannot do, tried from inside (F-40; a file that takes over the renderer)."""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from media.pages.contract import RenderLimits
from media.pages.sandbox import ALLOWED, MACHINES, Machine, confine, filter_program


def connect_tcp() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).connect(("127.0.0.1", 9))


def make_udp() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def make_unix_socket() -> None:
    socket.socketpair()


def write_file() -> None:
    os.open("/tmp/etaluukku-sandbox-test", os.O_WRONLY | os.O_CREAT)


def read_file() -> None:
    os.open("/etc/hostname", os.O_RDONLY)


def list_folder() -> None:
    os.listdir("/")


def start_program() -> None:
    os.execv("/bin/true", ["true"])


def fork() -> None:
    os.fork()


def signal_parent() -> None:
    os.kill(os.getppid(), 0)


def signal_parents_thread() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(MACHINES[platform.machine()].tgkill, os.getppid(), os.getppid(), 0) != 0:
        raise OSError(ctypes.get_errno(), "tgkill")


def take_executable_memory() -> None:
    mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_EXEC)


def make_namespace() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x40000000) != 0:
        raise OSError(ctypes.get_errno(), "unshare")


def drop_the_filter() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(22, 1, None) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


NOBODY = 65534
"""A user without rights, on every Debian."""

ATTEMPTS: tuple[Callable[[], None], ...] = (
    connect_tcp,
    make_udp,
    make_unix_socket,
    write_file,
    read_file,
    list_folder,
    start_program,
    fork,
    signal_parent,
    signal_parents_thread,
    take_executable_memory,
    make_namespace,
    drop_the_filter,
)


def in_confinement(deed: Callable[[], None], *, uid: int | None = None) -> str:
    """What `deed` ends with in a fresh confined process: `done`, or the error."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        outcome = "not confined"
        try:
            if uid is not None:
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
            confine(RenderLimits(memory_bytes=256 << 20))
            deed()
            outcome = "done"
        except BaseException as error:  # what it was is what the test asks
            outcome = type(error).__name__
        finally:
            os.write(writing, outcome.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        outcome = said.read()
    os.waitpid(pid, 0)
    return outcome


@pytest.mark.parametrize("deed", ATTEMPTS)
def test_it_cannot(deed: Callable[[], None]) -> None:
    assert in_confinement(deed) == "PermissionError"


@pytest.mark.parametrize("deed", [connect_tcp, write_file, read_file, start_program])
def test_it_needs_no_root(deed: Callable[[], None]) -> None:
    assert in_confinement(deed, uid=NOBODY if os.geteuid() == 0 else None) == "PermissionError"


def test_it_can_compute() -> None:
    assert in_confinement(lambda: (bytearray(10 << 20), sum(range(1000)))[0].clear()) == "done"


def test_memory_ends() -> None:
    assert in_confinement(lambda: bytearray(4 << 30).clear()) == "MemoryError"


def signal_itself() -> None:
    os.abort()


def test_it_can_abort() -> None:
    assert in_confinement(signal_itself) == ""


@pytest.mark.parametrize("name", MACHINES)
def test_each_jump_lands_on_its_verdict(name: str) -> None:
    """Runs the program by hand: allowed calls are allowed, their neighbours and other machines are not."""
    machine = MACHINES[name]
    program = filter_program(machine, 4711)
    assert len(set(machine.allowed)) == len(ALLOWED)
    for number in range(500):
        plain = number in machine.allowed
        is_memory, is_kill = number in machine.memory, number == machine.tgkill
        assert passes(program, number, machine, first=1, third=4) == plain, number
        assert passes(program, number, machine, first=1, third=3) == (plain or is_memory), number
        assert passes(program, number, machine, first=4711, third=4) == (plain or is_kill), number
    assert run_filter(program, 0, 0xDEAD, 0, 0) == 0x80000000


def passes(program: bytes, number: int, machine: Machine, first: int, third: int) -> bool:
    return run_filter(program, number, machine.architecture, first, third) == 0x7FFF0000


def run_filter(program: bytes, number: int, architecture: int, first: int, third: int) -> int:
    """A classic BPF machine for the four instructions that the filter uses (linux/filter.h)."""
    packet = struct.pack("=IIQ6Q", number, architecture, 0, first, 0, third, 0, 0, 0)
    steps = list(struct.iter_unpack("=HBBI", program))
    accumulator = at = 0
    while True:
        code, if_true, if_false, value = steps[at]
        at += 1
        match code:
            case 0x20:
                (accumulator,) = struct.unpack_from("=I", packet, value)
            case 0x15:
                at += if_true if accumulator == value else if_false
            case 0x45:
                at += if_true if accumulator & value else if_false
            case 0x06:
                return int(value)
            case _:
                raise AssertionError(f"instruction {code:#x}")


def test_time_of_the_processor_ends() -> None:
    program = (
        "from media.pages.contract import RenderLimits; from media.pages.sandbox import confine\n"
        "confine(RenderLimits(cpu_s=1))\nwhile True: pass"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=Path.cwd(), timeout=60)
    assert ended.returncode == -signal.SIGXCPU


def test_time_ends_without_the_pages_process() -> None:
    program = (
        "import os; from media.pages.contract import RenderLimits; from media.pages.sandbox import confine\n"
        "reading, writing = os.pipe(); confine(RenderLimits(wall_s=-0.8)); os.read(reading, 1)"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=Path.cwd(), timeout=60)
    assert ended.returncode == -signal.SIGALRM
