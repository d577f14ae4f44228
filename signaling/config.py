"""The whole configuration: one schema with default, unit and help for every key.

Read from a TOML file, then from the environment (`ETALUUKKU_SERVER__PORT=8080`
is `port` of `[server]`). An unknown key or a bad value stops the start.
"""

from __future__ import annotations

import ipaddress
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from signaling.config_sections import Bytes, Count, HandOver, Papers, Port, Seconds, Section
from signaling.turn import parse_url


def _network(text: str) -> str:
    ipaddress.ip_network(text)
    return text


def _address(text: str) -> str:
    ipaddress.ip_address(text)
    return text


def _database(text: str) -> str:
    if text and not text.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("neither sqlite:///PATH nor postgresql://USER:PASSWORD@HOST/NAME")
    return text


def _origin(text: str) -> str:
    if text and (not text.startswith(("https://", "http://")) or text.count("/") != 2):
        raise ValueError("not https://HOST or https://HOST:PORT")
    return text


def _turn_url(text: str) -> str:
    parse_url(text)
    return text


Network = Annotated[str, AfterValidator(_network)]
Address = Annotated[str, AfterValidator(_address)]
TurnUrl = Annotated[str, AfterValidator(_turn_url)]


class Server(Section):
    """The web server and the processes behind it."""

    listen: tuple[Address, ...] = Field(("127.0.0.1",), description="Addresses to listen on")
    port: Port = Field(
        8080, description="TCP port of the first signaling process; further ones take the next ports"
    )
    processes: Count = Field(
        1,
        description="Signaling processes; more than one needs PostgreSQL, Redis and a proxy that keeps "
        "a browser at its process",
    )
    public_url: Annotated[str, AfterValidator(_origin)] = Field(
        "", description="Address that people open, e.g. https://etaluukku.example.fi; empty: as asked for"
    )
    tls_certificate: str = Field("", description="PEM file of the certificate chain; empty: no TLS here")
    tls_key: str = Field("", description="PEM file of the private key; both are read again when they change")
    trusted_proxies: tuple[Network, ...] = Field(
        (), description="Networks of proxies whose X-Forwarded headers count; others' are ignored"
    )
    redis_url: str = Field("", description="Redis that carries Socket.IO between signaling processes")
    metrics_port: Port = Field(
        0,
        description="Port of /metrics on 127.0.0.1, one for each process from here; 0: on the main port, "
        "for direct requests from this machine only",
    )
    data_directory: Path = Field(
        Path("/var/lib/etaluukku"), description="Database (SQLite), master key and local sockets"
    )
    master_key_file: Path | None = Field(
        None, description="File of 64 hexadecimal digits, mode 0600; default master.key in data_directory"
    )
    client_directory: Path | None = Field(
        None, description="Built web client; default webclient/dist beside the program"
    )
    drain_seconds: Seconds = Field(3600.0, description="Time that running consultations get after SIGTERM")


def _day(text: str) -> str:
    if text:
        date.fromisoformat(text)
    return text


Told = Annotated[str, Field(max_length=200)]
"""A line that people read."""


class Operator(Section):
    """Who runs the server, as the page /accessibility tells everybody (act 306/2019)."""

    name: Told = Field("", description="Name of the organisation that runs the service")
    accessibility_email: Told = Field("", description="Where feedback on accessibility is sent to")
    accessibility_phone: Told = Field("", description="The same by telephone")
    accessibility_address: Told = Field("", description="The same by post, in one line")
    accessibility_reviewed: Annotated[str, AfterValidator(_day)] = Field(
        "",
        description="Day on which the operator last reviewed its accessibility statement, e.g. 2026-11-22; "
        "empty: never, and the statement says so",
    )


class Database(Section):
    """Where everything that was decided lives."""

    url: Annotated[str, AfterValidator(_database)] = Field(
        "", description="sqlite:///PATH or postgresql://...; empty: etaluukku.db in data_directory"
    )


class MediaAddress(Section):
    """An address of the media process as it is here and as browsers reach it."""

    local: Address = Field(description="Address that is bound")
    advertised: Address = Field(description="Address that browsers are told")
    advertised_udp_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        None, description="UDP port that browsers are told, where NAT changes it; default udp_port"
    )
    advertised_tcp_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        None, description="TCP port that browsers are told, where NAT or a splitter at 443 changes it"
    )


class Media(Section):
    """The media process: one UDP and one TCP port."""

    addresses: tuple[MediaAddress, ...] = Field(
        (),
        description="Addresses as {local, advertised}, with advertised_udp_port and advertised_tcp_port "
        "where they differ; empty: those of server.listen",
    )
    udp_port: Port = Field(7000, description="UDP port for everybody; 0: a free one")
    tcp_port: Port = Field(7000, description="TCP port for networks without UDP; 0: a free one")
    trusted_proxies: tuple[Network, ...] = Field(
        (),
        description="Networks of splitters before tcp_port (deploy/haproxy.cfg); their connections must "
        "begin with a PROXY header, others' must not",
    )
    conferences: Count = Field(100, description="Consultations at a time")
    text_characters_per_second: Count = Field(
        30, description="Real-time text of one participant, over 10 s (cps of RFC 8865)"
    )


class Turn(Section):
    """The TURN server for networks that let neither UDP nor TCP to media out (turn.conf)."""

    urls: tuple[TurnUrl, ...] = Field(
        (),
        max_length=4,
        description="Ways that browsers are told, e.g. turn:turn.example.fi:3478?transport=udp, "
        "turns:turn.example.fi:443?transport=tcp; empty: no TURN",
    )
    secret: str = Field("", repr=False, description="What it shares with coturn (static-auth-secret)")
    secret_file: Path | None = Field(
        None, description="File that holds the secret instead, not readable to others"
    )
    credential_seconds: Annotated[Seconds, Field(ge=60, le=86_400)] = Field(
        3600.0, description="How long a credential makes relays; one that is made lasts longer"
    )


class NetTest(Section):
    """The site test: the page /nettest and `etaluukku nettest`."""

    open: bool = Field(
        True, description="Everybody may test a network against this server; false: those signed in alone"
    )


class SelfTest(Section):
    """The daily self-test of service points (F-30)."""

    daily: bool = Field(True, description="Service points test their devices and their line once a day")
    hour: int = Field(
        8,
        ge=0,
        le=23,
        description="Hour of Finnish time from which the day's test is due, at the first idle time; best "
        "when the lights are on, for a dark room looks like a covered camera",
    )
    spread_minutes: Count = Field(
        60, le=720, description="Service points begin at different minutes within so many after the hour"
    )
    idle_seconds: Seconds = Field(
        300.0, description="Nobody has touched the service point for so long before its test begins"
    )


class People(Section):
    """Accounts, devices, sessions and codes."""

    session_idle_seconds: Seconds = Field(4 * 3600.0, description="Staff session ends when unused so long")
    session_seconds: Seconds = Field(14 * 3600.0, description="Staff session ends after this in any case")
    device_seconds: Seconds = Field(400 * 86_400.0, description="An enrolled device stays enrolled")
    guest_seconds: Seconds = Field(12 * 3600.0, description="Longest session of a guest")
    enrol_code_seconds: Seconds = Field(86_400.0, description="Time to use the code of a device")
    guest_code_seconds: Seconds = Field(3600.0, description="Time to use the code of a guest (F-19)")
    session_watch_seconds: Seconds = Field(
        2.0, description="How long an ended session's socket may stay open in another process"
    )


class Queue(Section):
    """Tickets and desks."""

    presence_seconds: Seconds = Field(
        30.0, description="A desk counts so long after its process last said so"
    )
    point_grace_seconds: Seconds = Field(
        60.0, description="A ticket waits so long for a service point that has lost its connection"
    )
    appear_seconds: Seconds = Field(
        30.0,
        description="An expert who has accepted a client has so long to come; then the client is first in "
        "the queue again, and the expert is away",
    )
    ignore_hours: bool = Field(False, description="Every service is always open; for demonstrations")


class Consultation(Section):
    """Meetings."""

    grace_seconds: Seconds = Field(
        45.0, description="A participant who lost the connection may come back so long (F-04 asks for 30)"
    )
    participants: Count = Field(
        8, ge=2, le=25, description="Most participants, those in the lobby included; at most 25"
    )
    chat_lines: Count = Field(2000, description="Most lines of the chat")
    chat_characters: Count = Field(2000, le=2000, description="Most characters of a line; at most 2000")
    invitations: Count = Field(20, description="Most unused codes of one consultation")
    identity_seconds: Seconds = Field(
        300.0,
        description="Longest time that an identity document is shown to the camera; meanwhile nothing can be "
        "captured",
    )


class Interpreters(Section):
    """The pool."""

    ring_seconds: Seconds = Field(45.0, description="How long free interpreters' screens ring")


Rate = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,6}/(second|minute|hour)$")]


class Limits(Section):
    """How often; by session or device first, by address last, for a municipality shares one."""

    events_per_session: Rate = Field("600/minute", description="Socket.IO events of one session")
    requests_per_session: Rate = Field("1200/minute", description="HTTP requests of one session")
    sign_ins_per_name_and_address: Rate = Field(
        "10/minute",
        description="Sign-ins with one user name from one address; before these, as many from a known "
        "browser (one that the name has signed in with), wherever it is",
    )
    sign_ins_per_name: Rate = Field(
        "30/minute",
        description="Sign-ins with one user name from all addresses; before these, as many from all its "
        "known browsers together",
    )
    codes_per_address: Rate = Field("60/minute", description="Codes and sign-ins tried from one address")
    known_sign_ins_per_address: Rate = Field(
        "180/minute",
        description="Sign-ins by known browsers from one address, before they count as others do",
    )
    site_tests_per_address: Rate = Field(
        "60/minute", description="Requests of site tests from one address; a test takes two to seven"
    )
    requests_per_address: Rate = Field("12000/minute", description="HTTP requests of one address")
    connections_per_address: Count = Field(
        2000, description="Open connections of one address in one process; a browser has one to seven"
    )
    connections: Count = Field(
        10_000, description="Open connections in one process; each takes a file descriptor (LimitNOFILE)"
    )
    connections_per_session: Count = Field(20, description="Open sockets of one session in one process")
    message_bytes: Bytes = Field(300_000, description="Longest Socket.IO message; an offer has 28 kB")
    body_bytes: Bytes = Field(16_384, description="Longest JSON body of a request")


class Log(Section):
    """Logs go to standard error; they hold ids and counts, never names, secrets or content."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level shown")
    form: Literal["json", "console"] = Field("json", description="json for machines, console for people")


class Settings(BaseSettings):
    """All sections; `signaling.settings_file.read_settings` makes one."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix="ETALUUKKU_", env_nested_delimiter="__", toml_file=None
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    server: Server = Server()
    operator: Operator = Operator()
    database: Database = Database()
    media: Media = Media()
    turn: Turn = Turn()
    nettest: NetTest = NetTest()
    selftest: SelfTest = SelfTest()
    papers: Papers = Papers()
    handover: HandOver = HandOver()
    people: People = People()
    queue: Queue = Queue()
    consultation: Consultation = Consultation()
    interpreters: Interpreters = Interpreters()
    limits: Limits = Limits()
    log: Log = Log()

    @property
    def database_url(self) -> str:
        """The database, by default SQLite in the data directory."""
        return self.database.url or f"sqlite:///{self.server.data_directory / 'etaluukku.db'}"

    @property
    def master_key_file(self) -> Path:
        """The file of the master key."""
        return self.server.master_key_file or self.server.data_directory / "master.key"

    @property
    def media_socket(self) -> Path:
        """The local socket of the media process."""
        return self.server.data_directory / "run" / "media.sock"

    @property
    def pages_socket(self) -> Path:
        """The local socket of the pages process."""
        return self.server.data_directory / "run" / "pages.sock"
