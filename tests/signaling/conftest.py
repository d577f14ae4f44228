"""A house of all areas for tests below the sockets, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from signaling.store.vault import Vault
from tests.signaling.house import House, build_house


@pytest.fixture
async def house(engine: AsyncEngine, vault: Vault, tmp_path: Path) -> House:
    """All areas on an empty database, on a Monday at noon."""
    return await build_house(engine, vault, str(tmp_path))
