"""The command `etaluukku`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from signaling.audit.rules import head_of
from signaling.cli import accounts, booking, check, database, demo, directory, nettest, server
from signaling.settings_file import ConfigError, keys
from signaling.store.errors import ServiceError
from signaling.web.messages.base import Role

ROLES: tuple[Role, ...] = ("expert", "interpreter", "coordinator", "authority_admin", "system_admin")

Run = Callable[[argparse.Namespace], int]


def show_config(_arguments: argparse.Namespace) -> int:
    """Print every key with default, unit and help, as a file that can be used."""
    section = ""
    for name, default, unit, text in keys():
        first, key = name.split(".")
        if first != section:
            section = first
            print(f"\n[{section}]")  # noqa: T201
        print(f"# {text}{f' ({unit})' if unit else ''}\n# {key} = {default}")  # noqa: T201
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="etaluukku", description="Remote public service by video with shared papers"
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run, text: str, *, config: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        if config:
            _config_option(made)
        return made

    command("serve", server.serve, "Run the server")
    _demo_options(command("demo", demo.run, "Run a demonstration with made-up data", config=False))
    command("check", check.run, "Check configuration, ports, database, TURN, disk and media")
    text = "Test the network between here and a server; print one page for the firewall team"
    _nettest_options(command("nettest", nettest.run, text, config=False))
    command("config", show_config, "Print every key with default, unit and help", config=False)
    _group(commands, "db", "The database", {"upgrade": (database.upgrade, "Bring the tables up to date")})
    _people_commands(commands)
    _directory_commands(commands)
    audit: dict[str, tuple[Run, str]] = {"verify": (database.verify_audit, "Recompute the audit's chain")}
    _group(commands, "audit", "The audit", audit)["verify"].add_argument(
        "--checkpoint",
        type=head_of,
        metavar="ROWS:LINK",
        help="rows and link of a log line audit_checkpoint: the chain must still hold it",
    )
    return top


def _demo_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("--lan", action="store_true", help="serve the local network over TLS")
    made.add_argument("--port", type=int, default=8080, help="TCP port (8080)")
    made.add_argument("--media-port", type=int, default=7000, help="UDP and TCP port of media (7000)")
    made.add_argument(
        "--turn", action="append", default=[], metavar="URL", help="TURN server, e.g. turn:HOST:3478"
    )
    made.add_argument(
        "--turn-secret-file", type=Path, default=None, metavar="FILE", help="file of the secret it shares"
    )
    made.add_argument("--data", type=Path, default=None, help="directory of the demonstration's data")


def _nettest_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("--server", required=True, metavar="URL", help="address that people open")
    made.add_argument(
        "--language", choices=("fi", "sv", "en"), default=None, help="of the page; default: this terminal's"
    )


def _people_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    user = _group(
        commands,
        "user",
        "Accounts of staff",
        {
            "add": (accounts.add_user, "Add an account"),
            "title": (accounts.entitle_user, "Say what the owner of an account is at the authority"),
            "disable": (accounts.disable_user, "End the sessions of an account and let it begin none"),
            "enable": (accounts.enable_user, "Let a disabled account sign in again"),
        },
    )
    for entry in user.values():
        entry.add_argument("name", help="user name")
    for language, required in (("fi", True), ("sv", False), ("en", False)):
        user["title"].add_argument(f"--{language}", required=required, help="else as in Finnish")
    user["add"].add_argument("--role", required=True, choices=ROLES)
    user["add"].add_argument("--label", required=True, help="role name that others see")
    user["add"].add_argument("--authority", default=None, help="id of the authority")
    user["add"].add_argument(
        "--title", default=None, help="what an expert is at the authority, as clients read it beside the name"
    )
    device = _group(
        commands,
        "device",
        "Devices of service points",
        {
            "enrol": (accounts.enrol_device, "Print a one-time code that enrols a device"),
            "revoke": (accounts.revoke_device, "End the sessions of a device; it needs a new code"),
        },
    )
    device["enrol"].add_argument("--name", help="name of a new service point")
    device["enrol"].add_argument("--device", help="id of a service point that exists")
    device["revoke"].add_argument("--device", required=True, help="id of the service point")


def _directory_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    made = _group(
        commands,
        "directory",
        "Authorities and their services",
        {
            "list": (directory.list_authorities, "Print each authority with its id"),
            "privacy": (directory.set_privacy, "Set what an authority tells of data protection"),
            "services": (directory.list_services, "Print each service with its id"),
            "booking": (booking.set_service_booking, "Say how a service is booked"),
            "confidential": (directory.set_service_confidential, "Say whether a service keeps nothing"),
        },
    )
    made["privacy"].add_argument("authority", help="id of the authority")
    made["booking"].add_argument("service", help="id of the service")
    made["booking"].add_argument("file", help="TOML file, as deploy/booking.toml; off: it is called only")
    made["confidential"].add_argument("service", help="id of the service")
    made["confidential"].add_argument(
        "setting", choices=("on", "off"), help="on: papers are neither printed nor downloaded"
    )
    made["privacy"].add_argument("file", type=Path, help="TOML file, as deploy/privacy.toml")


def _group(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    entries: dict[str, tuple[Run, str]],
) -> dict[str, argparse.ArgumentParser]:
    inner = commands.add_parser(name, help=text, description=text).add_subparsers(required=True)
    made = {}
    for entry, (run, help_text) in entries.items():
        made[entry] = inner.add_parser(entry, help=help_text, description=help_text)
        made[entry].set_defaults(run=run)
        _config_option(made[entry])
    return made


def _config_option(made: argparse.ArgumentParser) -> None:
    made.add_argument("--config", type=Path, default=None, metavar="FILE", help="TOML file")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    parsed = parser().parse_args(arguments)
    run: Run = parsed.run
    try:
        return run(parsed)
    except ConfigError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    except ServiceError as error:
        print(f"not done: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
