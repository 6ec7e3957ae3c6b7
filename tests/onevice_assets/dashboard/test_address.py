"""The URL says what the page shows: anything may be typed, nothing breaks, all is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.dashboard.address import (
    GRAINS,
    MEASURES,
    PRESENCES,
    VIEWS,
    Asked,
    read_search,
    write_search,
)

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=20)
ASKED = st.builds(
    Asked,
    website=WORDS,
    start=st.none() | st.dates(date(2000, 1, 1), date(2020, 1, 1)),
    end=st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    provider=st.lists(WORDS.filter(bool), unique=True, max_size=3).map(tuple),
    brand=st.lists(WORDS.filter(bool), unique=True, max_size=3).map(tuple),
    view=st.sampled_from(sorted(VIEWS)),
    measure=st.sampled_from(sorted(MEASURES)),
    grain=st.sampled_from(sorted(GRAINS)),
    presence=st.sampled_from(PRESENCES),
    about=WORDS,
    page=st.integers(1, 999_999),
)


@given(ASKED)
def test_what_is_written_is_read_again(asked: Asked) -> None:
    assert read_search(write_search(asked)) == (asked, [])


@given(st.text())
def test_whatever_is_typed_gives_a_page(search: str) -> None:
    asked, told = read_search(search)
    assert asked.view in VIEWS
    assert all(len(one) < 400 for one in told)
    assert read_search(write_search(asked)) == (asked, [])


@pytest.mark.parametrize(
    ("search", "reason"),
    [
        ("?start=yesterday", "no day such as 2026-11-21"),
        ("?start=2026-02-30", "no day such as"),
        ("?view=admin", "view may be ranking"),
        ("?page=0", "no page"),
        ("?page=-1", "no page"),
        ("?page=²", "no page"),
        ("?page=99999999999999999999", "no page"),
        ("?colour=red", "means nothing here"),
        ("?start=2026-11-21&end=2026-11-01", "the other way round"),
        ("?" + "&".join(f"a{n}=1" for n in range(300)), "too many parts"),
    ],
)
def test_what_makes_no_sense_is_told_and_ignored(search: str, reason: str) -> None:
    asked, told = read_search(search)
    assert any(reason in one for one in told), told
    assert asked.view == "ranking"


def test_a_period_typed_the_wrong_way_round_is_turned() -> None:
    asked, _ = read_search("?start=2026-11-21&end=2026-11-01")
    assert (asked.start, asked.end) == (date(2026, 11, 1), date(2026, 11, 21))


def test_what_is_usual_is_not_written() -> None:
    assert write_search(Asked()) == ""
    assert (
        write_search(Asked(view="trend", brand=("A&B", "C"))) == "?brand=A%26B&brand=C&view=trend"
    )


def test_control_characters_do_not_get_through() -> None:
    asked, _ = read_search("?website=a%00b%0d%0aSet-Cookie:x&about=%1b[31m")
    assert (asked.website, asked.about) == ("abSet-Cookie:x", "[31m")
