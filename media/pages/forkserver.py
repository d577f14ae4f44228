"""Makes rendering processes: each is born warm, confined before its first byte, and serves one file.

This process has pdfium and Pillow loaded and never sees a document, so what
a broken-into renderer finds in its memory is its own file and nothing of
anybody else's. Forking it takes milliseconds; starting Python anew takes a
third of a second.

The control socket (SOCK_SEQPACKET, from the pages process) carries
- in: `RenderLimits` as MessagePack and the socket that the child is to serve;
- out: `Born` with the child's pidfd, and `Died` for each child that ended;
  `Died(pid=0)` if it could not be made.
"""

from __future__ import annotations

import gc
import io
import os
import select
import signal
import socket
import sys
from typing import Final

import msgspec

from media.pages.contract import (
    LENGTH,
    PagesReply,
    RenderLimits,
    RenderRefused,
    decode_file,
    encode_frame,
    frame_length,
)
from media.pages.control import CONTROL_BYTES, Born, Died
from media.pages.pictures import RenderError
from media.pages.renderer import render
from media.pages.sandbox import ConfinementError, confine, die_with_parent

CONFINEMENT_FAILED: Final = 70
"""Exit status of a child that could not be confined (EX_SOFTWARE of sysexits.h)."""

WARM_UP_PDF: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font"
    b"/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>endobj\n"
    b"4 0 obj<</Length 35>>stream\nBT /F 12 Tf 99 700 Td (Sivu 1) Tj ET\nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
"""Rendered once at the start, so that children find code, fonts and tables in memory."""


_encoder: Final = msgspec.msgpack.Encoder()
_limits_decoder: Final = msgspec.msgpack.Decoder(RenderLimits)


def run(control: socket.socket) -> None:
    """Fork children as asked until the pages process closes the control socket."""
    die_with_parent()
    for _ in render(WARM_UP_PDF, RenderLimits()):
        pass
    gc.collect()
    gc.freeze()
    wake_read, wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(wake_read, select.POLLIN)
    control.send(_encoder.encode(Died(0, 0)))  # ready
    while True:
        ready = {fd for fd, _ in poll.poll()}
        if wake_read in ready:
            os.read(wake_read, CONTROL_BYTES)
            _reap(control)
        if control.fileno() in ready:
            message, fds, _, _ = socket.recv_fds(control, CONTROL_BYTES, 1)
            if not message:
                return
            _fork(control, _limits_decoder.decode(message), fds[0])


def _reap(control: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        control.send(_encoder.encode(Died(pid, status)))


def _fork(control: socket.socket, limits: RenderLimits, fd: int) -> None:
    pid = os.fork()
    if pid == 0:
        _child(fd, limits)
    os.close(fd)
    # The child is reaped only by _reap in this thread, so the pid is still its own.
    pidfd = os.pidfd_open(pid)
    socket.send_fds(control, [_encoder.encode(Born(pid))], [pidfd])
    os.close(pidfd)


def _child(fd: int, limits: RenderLimits) -> None:
    """Serve one file on the socket and end; never returns."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        die_with_parent()
        _keep_only(fd)
        confine(limits)
        serve(io.FileIO(0, "r+", closefd=False), limits)
        status = 0
    except ConfinementError:
        status = CONFINEMENT_FAILED
    finally:
        os._exit(status)


def _keep_only(fd: int) -> None:
    """Make the socket descriptor 0, send output and errors to nowhere, close everything else."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(fd, 0)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))


def serve(stream: io.RawIOBase, limits: RenderLimits) -> None:
    """Read one `RenderFile` from the stream and write the replies to it."""
    length = frame_length(_read(stream, LENGTH.size))
    file = decode_file(_read(stream, length))
    try:
        for reply in render(file.content, limits, file.bars):
            _write(stream, reply)
    except RenderError as error:
        _write(stream, RenderRefused(error.code))
    except MemoryError:
        _write(stream, RenderRefused("memory"))
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            return  # cancelled
        _write(stream, RenderRefused("broken"))
    except Exception:
        # Pillow raises SyntaxError, struct.error, KeyError and more on broken pictures. This process holds
        # one file and ends here.
        _write(stream, RenderRefused("broken"))


def _read(stream: io.RawIOBase, length: int) -> bytearray:
    body = bytearray(length)
    view = memoryview(body)
    while view:
        count = stream.readinto(view)
        if not count:
            raise EOFError
        view = view[count:]
    return body


def _write(stream: io.RawIOBase, reply: PagesReply) -> None:
    view = memoryview(encode_frame(reply))
    while view:
        view = view[stream.write(view) or 0 :]


if __name__ == "__main__":
    run(socket.socket(fileno=int(sys.argv[1])))
