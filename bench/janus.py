"""Debian's Janus with its videoroom plugin, driven over its Unix socket: one publisher and its subscribers.

The peers do what browsers do on the wire: an SDP offer or answer, an authenticated Binding request,
a DTLS handshake. Only then their sockets and SRTP keys go to the load process.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from media.sdp import Fingerprint
from media.transport import dtls
from media.transport.dtls import DtlsHost, DtlsTransport, SrtpKeys, create_certificate
from media.transport.stun import Attribute, MessageType, encode, parse, success

# Only AES-128-GCM is offered, so that Janus cannot choose another profile than the engine has.
dtls._PROFILES[:] = [
    profile for profile in dtls._PROFILES if profile.openssl_profile == b"SRTP_AEAD_AES_128_GCM"
]

START_SECONDS = 15.0
START_ATTEMPTS = 10
PLUGIN = "janus.plugin.videoroom"
LIBRARY = "/usr/lib/x86_64-linux-gnu/janus"


class Peer:
    """One WebRTC peer with a socket of its own."""

    def __init__(self, address: str) -> None:
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((address, 0))
        self.udp.setblocking(False)
        self.address: tuple[str, int] = self.udp.getsockname()
        self.server: tuple[str, int] = ("", 0)
        self.keys: SrtpKeys | None = None
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(12)
        self._certificate, self.fingerprint = create_certificate()
        self._checked, self._connected = asyncio.Event(), asyncio.Event()
        self._dtls = DtlsTransport(
            self._certificate,
            DtlsHost(self._send, self._on_keys, lambda reason: None, lambda message: None),
            role="client",
        )

    def sdp(self, mid: str, direction: str, payload_types: str = "96 97") -> str:
        """An offer or answer with one video stream."""
        lines = [
            "v=0",
            "o=- 1 1 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            f"a=group:BUNDLE {mid}",
            f"m=video 9 UDP/TLS/RTP/SAVPF {payload_types}",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{mid}",
            f"a=ice-ufrag:{self.ufrag}",
            f"a=ice-pwd:{self.password}",
            f"a=fingerprint:sha-256 {self.fingerprint.value}",
            "a=setup:active",
            "a=rtcp-mux",
            f"a={direction}",
            "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
            "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
            "a=rtpmap:96 VP8/90000",
            "a=rtcp-fb:96 nack",
            "a=rtcp-fb:96 nack pli",
            "a=rtcp-fb:96 transport-cc",
            "a=rtpmap:97 rtx/90000",
            "a=fmtp:97 apt=96",
        ]
        if direction == "sendonly":
            lines += [
                "a=msid:s v",
                "a=ssrc-group:FID 1111 1112",
                "a=ssrc:1111 cname:c",
                "a=ssrc:1112 cname:c",
            ]
        lines.append(f"a=candidate:1 1 udp 2130706431 {self.address[0]} {self.address[1]} typ host")
        lines.append("a=end-of-candidates")
        return "\r\n".join(lines) + "\r\n"

    async def connect(self, remote: str, controlling: bool) -> SrtpKeys:
        """ICE and DTLS with what the other side's SDP says; the SRTP keys."""
        found = re.search(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", remote, re.IGNORECASE)
        assert found, remote
        self.server = (found.group(1), int(found.group(2)))
        asyncio.get_running_loop().add_reader(self.udp, self._readable)
        username = f"{_line(remote, 'ice-ufrag')}:{self.ufrag}".encode()
        attributes = [
            (int(Attribute.USERNAME), username),
            (int(Attribute.PRIORITY), (1862270975).to_bytes(4, "big")),
            (int(Attribute.ICE_CONTROLLED), secrets.token_bytes(8)),
        ]
        if controlling:
            attributes[2:] = [
                (int(Attribute.ICE_CONTROLLING), secrets.token_bytes(8)),
                (int(Attribute.USE_CANDIDATE), b""),
            ]
        password = _line(remote, "ice-pwd").encode()
        async with asyncio.timeout(START_SECONDS):
            while not self._checked.is_set():
                self._send(encode(MessageType.REQUEST, secrets.token_bytes(12), attributes, password))
                await asyncio.wait([asyncio.ensure_future(self._checked.wait())], timeout=0.2)
            theirs = Fingerprint("sha-256", _line(remote, "fingerprint").split()[1])
            self._dtls.start([theirs], None)
            await self._connected.wait()
        asyncio.get_running_loop().remove_reader(self.udp)
        assert self.keys is not None
        return self.keys

    def _readable(self) -> None:
        datagram = self.udp.recv(2048)
        if datagram[0] < 4:
            message = parse(datagram)
            if message.type is MessageType.REQUEST:
                self._send(success(message, *self.server, self.password.encode()))
            else:
                self._checked.set()
        elif 20 <= datagram[0] <= 63:
            self._dtls.feed(datagram)

    def _send(self, datagram: bytes) -> None:
        self.udp.sendto(datagram, self.server)

    def _on_keys(self, keys: SrtpKeys) -> None:
        self.keys = keys
        self._connected.set()


def _line(sdp: str, name: str) -> str:
    found = re.search(rf"a={name}:(.+?)\r?\n", sdp)
    assert found, (name, sdp)
    return found.group(1)


class Janus:
    """The server process and one session of its API."""

    def __init__(self, address: str, event_loops: int = 0) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="bench-janus-")
        self._address = address
        self._event_loops = event_loops
        self._api: socket.socket
        self._session = 0
        self._early: list[dict[str, Any]] = []

    async def __aenter__(self) -> Janus:
        folder = Path(self._folder.name)
        self._configure(folder)
        # Its Unix socket thread ends at once when it runs before the plugin is marked as initialised: again.
        for _ in range(START_ATTEMPTS):
            if await self._start(folder):
                return self
        raise RuntimeError((folder / "log").read_text(errors="replace")[-3000:])

    async def _start(self, folder: Path) -> bool:
        """Whether the process takes connections."""
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs meanwhile
                ["janus", "-F", str(folder), "-C", str(folder / "janus.jcfg")], stdout=log, stderr=log
            )
        for _ in range(int(START_SECONDS / 0.1)):
            await asyncio.sleep(0.1)  # nothing tells when it is ready
            if self.process.poll() is not None:
                return False
            self._api = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self._api.setblocking(False)
            with contextlib.suppress(FileNotFoundError, ConnectionError):
                self._api.connect(str(folder / "api"))
                self._session = (await self._ask({"janus": "create"}))["data"]["id"]
                return True
            self._api.close()
        self.process.kill()
        return False

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            print((Path(self._folder.name) / "log").read_text(errors="replace")[-3000:])
        self._api.close()
        self.process.terminate()
        self.process.wait(10)
        self._folder.cleanup()

    def _configure(self, folder: Path) -> None:
        loops = f"event_loops = {self._event_loops}" if self._event_loops else ""
        (folder / "janus.jcfg").write_text(
            f"""general: {{
            configs_folder = "{folder}"
            plugins_folder = "{LIBRARY}/plugins"
            transports_folder = "{LIBRARY}/transports"
            events_folder = "{LIBRARY}/events"
            loggers_folder = "{LIBRARY}/loggers"
            debug_level = 3
            session_timeout = 0
            {loops}
            }}
            nat: {{ ice_enforce_list = "{self._address}" }}
            media: {{ ipv6 = false }}
            transports: {{ disable = "{_others("transports", "pfunix")}" }}
            plugins: {{ disable = "{_others("plugins", "videoroom")}" }}
            """
        )
        (folder / "janus.transport.pfunix.jcfg").write_text(
            'general: { enabled = true\njson = "compact"\ntype = "SOCK_SEQPACKET"\n'
            f'path = "{folder}/api" }}\n'
        )
        (folder / f"{PLUGIN}.jcfg").write_text("general: { }\n")

    async def join(self, sinks: int) -> tuple[Peer, list[Peer]]:
        """A publisher and its subscribers, connected."""
        publisher = Peer(self._address)
        handle = await self._attach()
        room = {"request": "create", "room": 1, "videocodec": "vp8", "bitrate": 0, "publishers": 2}
        await self._ask({"janus": "message", "body": room}, handle)
        joined = await self._event({"request": "join", "ptype": "publisher", "room": 1}, handle)
        feed = joined["plugindata"]["data"]["id"]
        answered = await self._event(
            {"request": "publish"}, handle, {"type": "offer", "sdp": publisher.sdp("0", "sendonly")}
        )
        await publisher.connect(answered["jsep"]["sdp"], controlling=True)
        subscribers = []
        for _ in range(sinks):
            peer = Peer(self._address)
            handle = await self._attach()
            body = {"request": "join", "ptype": "subscriber", "room": 1, "streams": [{"feed": feed}]}
            offer = (await self._event(body, handle))["jsep"]["sdp"]
            types = re.findall(r"m=video \d+ \S+ ([\d ]+)", offer)[0]
            answer = {"type": "answer", "sdp": peer.sdp(_line(offer, "mid"), "recvonly", types)}
            await self._event({"request": "start"}, handle, answer)
            await peer.connect(offer, controlling=False)
            subscribers.append(peer)
        return publisher, subscribers

    async def _attach(self) -> int:
        number: int = (await self._ask({"janus": "attach", "plugin": PLUGIN}))["data"]["id"]
        return number

    async def _receive(self) -> dict[str, Any]:
        """The next message of the API."""
        octets = await asyncio.get_running_loop().sock_recv(self._api, 1 << 20)
        if not octets:
            raise ConnectionResetError("Janus has closed the API")
        message: dict[str, Any] = json.loads(octets)
        return message

    async def _ask(self, message: dict[str, Any], handle: int = 0) -> dict[str, Any]:
        """Send a request; its direct reply."""
        transaction = secrets.token_hex(6)
        message = {**message, "transaction": transaction}
        if self._session:
            message["session_id"] = self._session
        if handle:
            message["handle_id"] = handle
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self._api, json.dumps(message).encode())
        async with asyncio.timeout(START_SECONDS):
            while True:
                reply = await self._receive()
                if reply.get("transaction") == transaction and reply["janus"] in ("success", "ack"):
                    return reply
                assert reply["janus"] != "error", reply
                self._early.append(reply)

    async def _event(
        self, body: dict[str, Any], handle: int, jsep: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Send a plugin request; the event that answers it."""
        await self._ask({"janus": "message", "body": body, **({"jsep": jsep} if jsep else {})}, handle)
        async with asyncio.timeout(START_SECONDS):
            while True:
                event = self._early.pop(0) if self._early else None
                if event is None:
                    event = await self._receive()
                if event["janus"] == "event" and event.get("sender") == handle:
                    assert "error" not in event["plugindata"]["data"], event
                    return event


def _others(folder: str, wanted: str) -> str:
    """Names of the libraries that are not wanted."""
    return ",".join(path.name for path in Path(LIBRARY, folder).glob("*.so") if wanted not in path.name)
