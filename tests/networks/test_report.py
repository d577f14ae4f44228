"""The published table holds what was measured."""

from __future__ import annotations

import pytest

from tests.networks import report
from tests.networks.report import Row


def first_frame(network: str, browser: str, way: str, seconds: float) -> Row:
    """One measurement."""
    return {"network": network, "event": "first-frame", "browser": browser, "way": way, "seconds": seconds}


def test_a_row_has_count_least_middle_and_most() -> None:
    rows = [first_frame("udp-closed", "Firefox", "TCP", seconds) for seconds in (0.9, 0.5, 2.0)]
    assert report.table_of_ways(rows)[2:] == ["| UDP closed | Firefox | TCP | 3 | 0.50 | 0.90 | 2.00 |"]


def test_rows_stand_in_the_order_of_the_networks() -> None:
    rows = [
        first_frame("udp-closed", "Chromium", "TCP", 1.0),
        first_frame("plain", "Firefox", "UDP", 1.0),
        first_frame("plain", "Chromium", "UDP", 1.0),
    ]
    told = [line.split("|")[1:3] for line in report.table_of_ways(rows)[2:]]
    assert [[cell.strip() for cell in cells] for cells in told] == [
        ["nothing in the way", "Chromium"],
        ["nothing in the way", "Firefox"],
        ["UDP closed", "Chromium"],
    ]


def test_what_never_came_back_is_told() -> None:
    rows: list[Row] = [
        {"network": "silence-10", "event": "back", "browser": "Chromium", "sound_s": 0.5, "picture_s": None},
        {"network": "silence-10", "event": "back", "browser": "Chromium", "sound_s": None, "picture_s": None},
    ]
    (line,) = report.table_of_returns(rows)[2:]
    assert "0.50, 0.50 (1 not within the deadline) | never |" in line


def test_the_rest_of_the_page_stays() -> None:
    page = f"# Title\n\n{report.BEGIN}\nold\n{report.END}\n\nrest\n"
    written = report.published(page, [first_frame("plain", "Chromium", "UDP", 1.0)])
    assert written.startswith("# Title\n\n") and written.endswith(f"{report.END}\n\nrest\n")
    assert "| nothing in the way |" in written and "\nold\n" not in written


def test_what_was_not_measured_stays_as_it_stood() -> None:
    page = f"{report.BEGIN}\n{report.END}\n"
    page = report.published(
        page,
        [
            first_frame("plain", "Chromium", "UDP", 1.0),
            first_frame("plain", "Firefox", "UDP", 1.0),
            first_frame("mtu-1280", "Firefox", "UDP", 3.0),
        ],
    )
    page = report.published(
        page, [first_frame("udp-closed", "Firefox", "TCP", 2.0), first_frame("plain", "Firefox", "TCP", 4.0)]
    )
    ways = [line for line in page.splitlines() if line.endswith("00 |")]
    assert ways == [
        "| nothing in the way | Firefox | TCP | 1 | 4.00 | 4.00 | 4.00 |",
        "| UDP closed | Firefox | TCP | 1 | 2.00 | 2.00 | 2.00 |",
        "| MTU of 1,280 | Firefox | UDP | 1 | 3.00 | 3.00 | 3.00 |",
    ]


def test_a_network_that_is_no_more_goes_from_the_page() -> None:
    page = report.published(f"{report.BEGIN}\n{report.END}\n", [first_frame("plain", "Firefox", "UDP", 1.0)])
    page = page.replace("nothing in the way", "a network of the past")
    assert "of the past" not in report.published(page, [first_frame("mtu-1280", "Firefox", "UDP", 3.0)])


def test_a_page_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="networks"):
        report.published("# Title\n", [])
