"""What goes on a day and why the rest stays: dates and holds, nothing that is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from onevice_assets.brand_monitor.graph.read_window import WINDOW_DAYS
from onevice_assets.tables import ALL as TABLES
from onevice_assets.upkeep.retention.data_type import LakeDays
from onevice_assets.upkeep.retention.data_types import ALL, BY_NAME, LLM_RESPONSES, REMOVED
from onevice_assets.upkeep.retention.lake_days import SHOWN_DAYS
from onevice_assets.upkeep.retention.tell import list_rows, replace_tables
from onevice_assets.upkeep.retention.unit import GRACE_DAYS, Unit, decide, is_overdue
from resources.control_plane.legal_holds import Held, Hold

TODAY = date(2027, 6, 30)
PAGE = Path(__file__).parents[4] / "docs" / "how-to" / "retention.md"


def unit(days_old: int, *, needed: str = "", **scope: object) -> Unit:
    day = TODAY - timedelta(days=days_old)
    held = Held("o-1", "w-1", first_day=day, last_day=day, lacks=LLM_RESPONSES.lacks)
    held = Held(**{**vars(held), **scope})
    return Unit("llm_responses", "acme.test", day, held, ("llm_responses",), 1, needed)


def hold(**on: object) -> Hold:
    named = dict.fromkeys(name for name in vars(Held()) if name != "lacks")
    at = datetime(2027, 1, 1, tzinfo=UTC)
    return Hold(id="h", **{**named, **on}, reason="case", placed_by="ann", placed_at=at)


def verdict(one: Unit, *holds: Hold) -> str:
    (found,) = decide(LLM_RESPONSES, [one], TODAY, holds)
    return found.verdict


def test_a_day_goes_on_the_first_day_after_its_period_and_not_before() -> None:
    assert [verdict(unit(old)) for old in (0, 180, 181, 400)] == [
        *("too_young", "too_young", "goes", "goes")
    ]


def test_what_is_needed_stays_and_a_hold_is_named_before_the_need() -> None:
    needed = unit(400, needed="the newest day")
    assert verdict(needed) == "needed"
    assert verdict(needed, hold(website_id="w-1")) == "held"


@pytest.mark.parametrize(
    ("on", "is_held"),
    [
        ({"organization_id": "o-1"}, True),
        ({"organization_id": "o-2"}, False),
        ({"website_id": "w-1"}, True),
        ({"website_id": "w-2"}, False),
        ({"organization_id": "o-1", "website_id": "w-2"}, False),
        ({"subject": "ann@example.com"}, False),  # answers have no person
        ({"client_id": "c-1"}, False),
        ({"first_day": TODAY - timedelta(days=400)}, True),
        ({"first_day": TODAY - timedelta(days=399)}, False),
        ({"last_day": TODAY - timedelta(days=400)}, True),
        ({"last_day": TODAY - timedelta(days=401)}, False),
        ({"organization_id": "o-1", "last_day": TODAY - timedelta(days=401)}, False),
    ],
)
def test_a_hold_keeps_what_all_of_its_dimensions_meet(on: dict[str, object], is_held: bool) -> None:
    assert verdict(unit(400), hold(**on)) == ("held" if is_held else "goes")


def test_what_is_unknown_of_data_counts_as_held() -> None:
    unknown = unit(400, organization_id=None, website_id=None, lacks=frozenset())
    for on in ({"organization_id": "o-9"}, {"subject": "ann@example.com"}, {"client_id": "c"}):
        assert verdict(unknown, hold(**on)) == "held"
    named = unit(400, subject="Ann@Example.com", lacks=frozenset())
    assert verdict(named, hold(subject="ann@example.COM")) == "held"
    assert verdict(named, hold(subject="bob@example.com")) == "goes"


def test_only_what_may_go_and_is_past_the_grace_is_overdue() -> None:
    last = 180 + 1 + GRACE_DAYS
    found = decide(LLM_RESPONSES, [unit(last), unit(last + 1), unit(400, needed="x")], TODAY, [])
    assert [is_overdue(one, TODAY) for one in found] == [False, True, False]


def test_every_data_type_says_what_how_long_and_why() -> None:
    assert len(BY_NAME) == len(ALL)
    for one in ALL:
        assert one.what
        assert one.where
        assert one.why
        assert (one.place is None) == (one.cut is None)
        assert one.days is None or one.archived_days in (0, None) or one.archived_days > one.days
    assert {one.name for one in REMOVED if one.days is None} == {"archives", "documents"}


def test_the_seeds_periods_are_those_of_the_table() -> None:
    days = {one.name: one.days for one in ALL}
    assert (days["llm_responses"], days["llm_payloads"], days["scraped_content"]) == (180, 180, 90)
    assert (days["analytics"], days["audit_log"], days["users"]) == (730, 2555, 30)


def test_every_table_of_days_has_a_period_and_only_one() -> None:
    named = [t.name for one in REMOVED if isinstance(one.place, LakeDays) for t in one.place.tables]
    daily = {one.name for one in TABLES.values() if one.partitioned_by == "day_website"}
    assert sorted(named) == sorted({*daily, "day_copies"})


def test_what_the_graph_shows_is_what_is_kept_for_it() -> None:
    assert SHOWN_DAYS == WINDOW_DAYS


def test_the_page_has_the_declaration() -> None:
    page = PAGE.read_text("utf-8")
    assert replace_tables(page) == page, "run `python -m scripts.write_retention_doc`"
    assert all(f"| {row['data type']} |" in page for row in list_rows())
