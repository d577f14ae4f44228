"""A namespace with a coturn in it, with and without what stands against its misuse."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.deploy import coturn as c
from tests.deploy.enclave import MEDIA, MEDIA6, Enclave, enclave

PORTS: Final = (7000, 7001, 7002)
"""Of three media processes."""


@dataclass(frozen=True, slots=True)
class Place:
    """A namespace with a coturn in it."""

    enclave: Enclave
    directory: Path


@contextmanager
def placed(
    label: str, rule: str | None, *, lists: bool, allowed: Sequence[str] = (MEDIA, MEDIA6)
) -> Iterator[Place]:
    """A coturn with or without the firewall's rule, and with or without the lists of turn.conf."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="etaluukku-turn-")))
        directory.chmod(0o711)
        within = stack.enter_context(enclave(label))
        if rule is not None:
            within.run("nft", "-f", "-", text=rule)
        text = c.administered(directory, allowed)
        stack.enter_context(c.coturn(within, directory, text if lists else c.opened(text)))
        yield Place(within, directory)


def rule() -> str:
    """deploy/turn.nft with the ports of the media processes."""
    text = c.TURN_NFT.read_text()
    assert (MEDIA in text, MEDIA6 in text) == (True, True)
    text, changed = re.subn(r"( \. )7000( \})", rf"\g<1>{PORTS[0]}-{PORTS[-1]}\2", text)
    assert changed == 2
    return text
