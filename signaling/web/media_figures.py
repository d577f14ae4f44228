"""What the media process holds and has turned away, for /metrics: sums, never who."""

from __future__ import annotations

import asyncio
from typing import Final

from media.contract import GetStatistics, Statistics
from media.link import MediaLink, MediaLostError

ASK_SECONDS: Final = 2.0
"""A scrape has some 10 s; media that does not answer leaves its figures out."""

Figures = tuple[dict[str, float], dict[str, float]]


async def media_figures(link: MediaLink) -> Figures:
    """Gauges and counters by their names in Prometheus; none while media is away."""
    try:
        async with asyncio.timeout(ASK_SECONDS):
            found = await link.request(GetStatistics())
    except (MediaLostError, TimeoutError):
        return {}, {}
    return figures(found) if isinstance(found, Statistics) else ({}, {})


def figures(told: Statistics) -> Figures:
    """The names are those of the contract (media/contract.py)."""
    held, ends = told.resources, told.endpoints
    gauges = {
        "endpoints": held.endpoints,
        "srtp_sessions": held.srtp_sessions,
        "tcp_connections": held.tcp_connections,
        "history_packets": held.history_packets,
        "tasks": held.tasks,
        "endpoints_over_tcp": sum(end.protocol == "tcp" for end in ends),
    }
    counters = {
        "datagrams_dropped": told.datagrams_dropped,
        "packets_refused": told.packets_refused,
        "checks_refused": told.checks_refused,
        "tcp_connections_refused": told.tcp_connections_refused,
        "messages_relayed": told.messages_relayed,
        "messages_dropped": told.messages_dropped,
        "codec_opens": told.codec_opens,
    }
    return _named(gauges), _named(counters)


def _named(values: dict[str, int]) -> dict[str, float]:
    return {f"etaluukku_media_{name}": float(value) for name, value in values.items()}
