"""The jail of the renderers, tried from inside: who takes over the whole fork server finds nothing."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from media.pages.config import PagesConfig
from media.pages.contract import RenderDone
from media.pages.jail import Jail, JailError, bound_paths, find_jail, package_root
from tests.media.pages import documents
from tests.media.pages.conftest import Pages, pages_of_its_own, until

SECRET = "salaisuus-4711"
"""In the environment of the pages process, as an administrator's settings are."""


@pytest.fixture(scope="module")
def jail() -> Jail:
    return asyncio.run(find_jail("required"))


def inside(jail: Jail, program: str, *arguments: str) -> str:
    """What a Python program prints in the jail, or the last line of its error. No seccomp helps the jail."""
    ended = subprocess.run(
        [*jail.prefix, sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        env={"ETALUUKKU_TURN__SECRET": SECRET},
        timeout=60,
    )
    return (ended.stderr if ended.returncode else ended.stdout).strip().rpartition("\n")[2]


def test_it_reaches_no_listener_of_this_machine(jail: Jail, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(tmp_path / "pages.sock"))
        local.listen()
        tcp = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 3)"
        assert "ConnectionRefusedError" in inside(jail, tcp, str(listener.getsockname()[1]))
        unix = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
        assert "FileNotFoundError" in inside(jail, unix, str(tmp_path / "pages.sock"))
        udp = "import socket; socket.socket(2, 2).sendto(b'x', ('192.0.2.1', 53))"
        assert "Network is unreachable" in inside(jail, udp)
        names = json.loads(inside(jail, "import json, socket; print(json.dumps(socket.if_nameindex()))"))
        assert [name for _, name in names] == ["lo"]


@pytest.mark.parametrize("path", ["/etc/passwd", "/etc/hostname", "/proc/self/environ", "/proc/1/environ"])
def test_it_reads_nothing_of_the_machine(jail: Jail, path: str) -> None:
    assert os.path.lexists(path)
    assert "FileNotFoundError" in inside(jail, "import sys; open(sys.argv[1])", path)


def test_it_reads_nothing_of_the_server(jail: Jail, tmp_path: Path) -> None:
    assert (tmp_path / "master.key").write_text(SECRET)
    assert "FileNotFoundError" in inside(jail, "import sys; open(sys.argv[1])", str(tmp_path / "master.key"))
    seen = json.loads(inside(jail, "import json, os; print(json.dumps(os.listdir()))"))
    assert set(seen) <= {"media", ".venv"} or package_root().name == "site-packages"


def test_the_root_holds_the_interpreter_alone(jail: Jail) -> None:
    program = "import json, os; print(json.dumps([r for r, d, f in os.walk('/') if f][:10000]))"
    folders = json.loads(inside(jail, program))
    allowed = (
        *bound_paths(),
        str(package_root() / "media"),
        "/lib",
        "/lib64",
        "/usr/lib",
        "/usr/lib64",
        "/dev",
    )
    assert folders
    assert [folder for folder in folders if not folder.startswith(allowed)] == []


@pytest.mark.parametrize(
    "where", ["/", "/tmp", "/usr/lib", "/dev", sys.prefix, str(package_root() / "media")]
)
def test_it_writes_nowhere(jail: Jail, where: str) -> None:
    said = inside(jail, "import sys; open(sys.argv[1] + '/written', 'w')", where)
    assert "Read-only file system" in said or "FileNotFoundError" in said or "PermissionError" in said
    assert not os.path.lexists(f"{where}/written")


def test_it_sees_and_signals_no_other_process(jail: Jail) -> None:
    said = inside(jail, "import os, sys; os.kill(int(sys.argv[1]), 0)", str(os.getpid()))
    assert "ProcessLookupError" in said


def test_its_environment_is_empty(jail: Jail) -> None:
    names = json.loads(inside(jail, "import json, os; print(json.dumps(dict(os.environ)))"))
    assert set(names) <= {"PWD", "LC_CTYPE"}, names


def test_it_has_no_rights_to_give_away(jail: Jail) -> None:
    program = "import os; os.chroot('/')"
    assert "PermissionError" in inside(jail, program)


def test_what_it_started_ends_with_it(jail: Jail) -> None:
    """A bomb of processes lives in the process namespace of the jail and is gone with its first process."""
    program = (
        "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n        time.sleep(600)\nprint('lit')"
    )
    before = set(psutil.pids())
    assert inside(jail, program) == "lit"
    until_s = time.monotonic() + 10
    while [pid for pid in set(psutil.pids()) - before if sleeps(pid)]:
        assert time.monotonic() < until_s


def sleeps(pid: int) -> bool:
    try:
        return "time.sleep(600)" in " ".join(psutil.Process(pid).cmdline())
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
async def jailed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pages]:
    monkeypatch.setenv("ETALUUKKU_TURN__SECRET", SECRET)
    async with pages_of_its_own(PagesConfig(str(tmp_path / "pages.sock"), jail="required")) as pages:
        yield pages


async def test_pages_are_rendered_in_the_jail(jailed: Pages) -> None:
    assert (await jailed.replies(documents.text_pdf(2)))[-1] == RenderDone(2)
    here = await jailed.link.here()
    assert here is not None
    assert here.jailed
    forks = await asyncio.to_thread(jailed.fork_server)
    theirs, ours = await asyncio.to_thread(lambda: (namespaces(forks.pid), namespaces(os.getpid())))
    assert not theirs & ours


def namespaces(pid: int) -> set[str]:
    return {os.readlink(f"/proc/{pid}/ns/{name}") for name in ("mnt", "net", "pid", "user", "ipc", "uts")}


async def test_no_renderer_holds_a_secret(jailed: Pages) -> None:
    forks = await asyncio.to_thread(jailed.fork_server)
    assert await asyncio.to_thread(forks.environ) in ({}, {"PWD": str(package_root())})


async def test_a_fork_server_that_dies_comes_back_into_the_jail(jailed: Pages) -> None:
    await asyncio.to_thread(lambda: jailed.fork_server().kill())
    await until(
        lambda: not [one for one in jailed.process.children(recursive=True) if one.status() != "zombie"]
    )
    assert (await jailed.replies(documents.text_pdf()))[-1] == RenderDone(1)
    here = await jailed.link.here()
    assert here is not None
    assert here.jailed


def started(tmp_path: Path, wish: str, path: str) -> subprocess.Popen[str]:
    """A pages process that finds programs in `path` alone."""
    config = json.dumps({"socket_path": str(tmp_path / "pages.sock"), "jail": wish})
    return subprocess.Popen(
        [sys.executable, "-m", "media.pages.worker", config],
        env={"PATH": path, "ETALUUKKU_TURN__SECRET": SECRET},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_without_bubblewrap_the_log_says_so_and_pages_come(tmp_path: Path) -> None:
    with started(tmp_path, "auto", str(tmp_path)) as process:
        assert process.stderr is not None
        line = json.loads(process.stderr.readline())
        assert (line["event"], line["level"]) == ("pages_without_jail", "warning")
        assert line["reason"] == "bubblewrap is not installed"
        asyncio.run(rendered_unjailed(Pages.at(process.pid, tmp_path / "pages.sock")))
        process.terminate()


async def rendered_unjailed(pages: Pages) -> None:
    assert (await pages.replies(documents.text_pdf()))[-1] == RenderDone(1)
    here = await pages.link.here()
    assert here is not None
    assert not here.jailed
    forks = await asyncio.to_thread(pages.fork_server)
    assert SECRET not in str(await asyncio.to_thread(forks.environ))


def test_a_jail_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    with started(tmp_path, "auto", f"{tmp_path}:/bin") as process:
        assert process.stderr is not None
        line = json.loads(process.stderr.readline())
        assert line["reason"] == "bwrap: No permissions to create new namespace"
        process.terminate()


def test_required_and_missing_stops_the_start(tmp_path: Path) -> None:
    with started(tmp_path, "required", str(tmp_path)) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "papers.jail is required: bubblewrap is not installed" in said


async def test_off_is_off() -> None:
    assert not (await find_jail("off")).holds
    with pytest.raises(JailError):
        await find_jail_without_programs()


async def find_jail_without_programs() -> Jail:
    path, os.environ["PATH"] = os.environ["PATH"], "/nowhere"
    try:
        return await find_jail("required")
    finally:
        os.environ["PATH"] = path
