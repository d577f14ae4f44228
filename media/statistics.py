"""What the media process counts and holds, as one snapshot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from media.conference import Conference, Endpoint
from media.contract import EndpointStatistics, Resources, Statistics
from media.forward.engine import Engine, EngineResources


@dataclass(slots=True)
class Counters:
    """What the process counts beside the engine; packets and messages are counted, never logged."""

    volatile_relayed: int = 0
    volatile_dropped: int = 0
    datagrams_dropped: int = 0
    checks_refused: int = 0
    tcp_connections_refused: int = 0


def snapshot(
    owners: Mapping[int, tuple[Conference, Endpoint]],
    engine: Engine,
    counters: Counters,
    request_counts: Callable[[int], tuple[int, int]],
    codec_opens: int,
) -> Statistics:
    """Everything as it is now.

    Args:
        owners: whose peer each number of the engine is.
        request_counts: (NACKs, PLIs) that came from an endpoint.
    """
    held = engine.resources()
    return Statistics(
        endpoints=tuple(
            _endpoint(conference, endpoint, engine, number, request_counts(number))
            for number, (conference, endpoint) in owners.items()
        ),
        datagrams_dropped=counters.datagrams_dropped,
        codec_opens=codec_opens,
        messages_relayed=counters.volatile_relayed,
        messages_dropped=counters.volatile_dropped,
        packets_refused=held.packets_refused,
        checks_refused=counters.checks_refused,
        tcp_connections_refused=counters.tcp_connections_refused,
        resources=_resources(held),
    )


def _endpoint(
    conference: Conference, endpoint: Endpoint, engine: Engine, number: int, requests: tuple[int, int]
) -> EndpointStatistics:
    counted = engine.counters(number)
    nack_count, pli_count = requests
    return EndpointStatistics(
        conference=conference.name,
        endpoint=endpoint.name,
        packets_received=counted.packets_received,
        packets_sent=counted.packets_sent,
        bytes_received=counted.bytes_received,
        bytes_sent=counted.bytes_sent,
        packets_lost=counted.packets_lost,
        retransmitted_packets_sent=counted.retransmitted,
        nack_count=nack_count,
        pli_count=pli_count,
        protocol=endpoint.peer.protocol if endpoint.peer is not None else "",
    )


def _resources(held: EngineResources) -> Resources:
    return Resources(
        endpoints=held.endpoints,
        srtp_sessions=held.srtp_sessions,
        tcp_connections=held.streams,
        history_packets=held.history_packets,
        tasks=len(asyncio.all_tasks()),
    )
