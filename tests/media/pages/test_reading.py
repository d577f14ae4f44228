"""The words of a page come in the order in which a person reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pages.contract import PageRendered, RenderLimits
from media.pages.reading import Words, in_reading_order, plain_text
from media.pages.renderer import render
from tests.media.pages import documents


def text_of(content: bytes, limits: RenderLimits | None = None) -> str:
    (page,) = (one for one in render(content, limits or RenderLimits()) if isinstance(one, PageRendered))
    return page.text


def at(left: int, down: int, text: str) -> bytes:
    """A content stream that writes a line of 10 points at a place."""
    return b"BT /F1 10 Tf %d %d Td (%s) Tj ET\n" % (left, 800 - down, text.encode("cp1252"))


def column(name: str, lines: int = 6) -> list[str]:
    return [f"{name} rivi {line} jossa on tavallista juoksevaa tekstia" for line in range(lines)]


def test_columns_drawn_line_by_line_are_read_column_by_column() -> None:
    left, right = column("Vasen"), column("Oikea")
    drawn = b"".join(
        at(40, 60 + 16 * line, left[line]) + at(320, 60 + 16 * line, right[line]) for line in range(6)
    )
    heading = at(40, 10, "Otsikko koko sivun leveydelta, joka ulottuu molempien palstojen ylitse")
    # The heading is drawn last.
    said = text_of(documents.pdf_of([drawn + heading]))
    assert said.replace("\n\n", "\n").splitlines()[1:] == [*left, *right]
    assert said.startswith("Otsikko")


def test_labels_of_a_form_stay_with_their_values() -> None:
    fields = [
        ("Nimi", "Maija Korhonen"),
        ("Osoite", "Kotikatu 1"),
        ("Puhelin", "000 123"),
        ("Haettava", "Tuki"),
    ]
    values = b"".join(at(300, 40 + 30 * row, value) for row, (_, value) in enumerate(fields))
    labels = b"".join(at(40, 40 + 30 * row, label) for row, (label, _) in enumerate(fields))
    said = text_of(documents.pdf_of([values + labels]))
    assert said.split("\n\n") == [f"{label} {value}" for label, value in fields]


def test_a_page_drawn_from_its_end_is_read_from_its_beginning() -> None:
    lines = [f"Rivi {line}" for line in range(20)]
    drawn = b"".join(at(60, 20 + 16 * line, text) for line, text in reversed(list(enumerate(lines))))
    assert text_of(documents.pdf_of([drawn])).splitlines() == lines


def test_a_page_of_too_many_runs_is_read_as_it_was_drawn() -> None:
    drawn = b"".join(at(20 + 60 * (run % 9), 10 + 8 * (run // 9), f"s{run}") for run in range(800))
    assert "s799" in text_of(documents.pdf_of([drawn]))


def test_text_is_bounded() -> None:
    assert len(text_of(documents.text_pdf(), RenderLimits(text_chars=50))) <= 50


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("maksu \u202e0001\u202c euroa", "maksu 0001 euroa"),
        ("\u2066x\u2069\u200fy\u200b\ufeff", "xy"),
        ("tavu\u00adviiva\x02\x00", "tavuviiva"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("\n\nkeskella\n", "keskella"),
    ],
)
def test_what_is_invisible_is_not_read(text: str, plain: str) -> None:
    assert plain_text(text, 1000) == plain


BOX = st.floats(-1e4, 1e4, allow_nan=False)


@given(st.lists(st.builds(Words, BOX, BOX, BOX, BOX, st.text(max_size=8)), max_size=60))
def test_no_word_is_lost_or_doubled(words: list[Words]) -> None:
    said = "".join(in_reading_order(words).split())
    assert sorted(said) == sorted("".join("".join(one.text.split()) for one in words))
