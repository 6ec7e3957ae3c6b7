"""Rows of each view: the numbers of the marts, cut as asked, with gaps as gaps."""

from __future__ import annotations

from typing import Any

import pytest

from onevice_assets.dashboard.queries.answers import find_answers, open_answer
from onevice_assets.dashboard.queries.export_rows import EXPORTS, list_rows
from onevice_assets.dashboard.queries.marts import EXPORTED, read_mart
from onevice_assets.dashboard.queries.ranking import look_first, rank
from onevice_assets.dashboard.queries.rivals import list_neighbours, list_substitutes
from onevice_assets.dashboard.queries.trend import draw_lines
from onevice_assets.dashboard.queries.where import map_brand
from onevice_assets.measures.rank_brands import rank_brands
from onevice_assets.measures.read_cells import read_cells
from onevice_assets.partitions import join_key
from onevice_assets.tables import marts
from resources.identity import brand_id
from tests.onevice_assets.dashboard.conftest import COFFEE, DAYS, World, day

LAST = f"?website={COFFEE}&start={DAYS[-1]}"
OWN = brand_id("Aurora")


def mart(world: World, table: Any, **where: Any) -> list[dict[str, Any]]:
    rows = world.lake.read_rows(table, join_key(DAYS[-1], COFFEE))
    return [row for row in rows if all(row[name] == value for name, value in where.items())]


def test_the_ranking_is_that_of_the_measures(world: World) -> None:
    expected = rank_brands(read_cells(world.lake, COFFEE, [day(one) for one in DAYS]))
    assert rank(world.scope(f"?website={COFFEE}")) == expected


def test_the_ranking_of_one_day_is_the_marts_row(world: World) -> None:
    ours = {row["brand_id"]: row for row in rank(world.scope(LAST))}
    for row in mart(world, marts.share_of_voice, llm_provider="all"):
        mine = ours[row["brand_id"]]
        for name in ("mention_count", "total_responses", "topic_count"):
            assert mine[name] == row[name]
        for name in ("mention_rate", "mention_rate_low", "share", "share_high"):
            assert mine[name] == pytest.approx(row[name], abs=1e-6)


def test_a_filter_changes_the_answers_that_count_and_a_brand_only_what_is_shown(
    world: World,
) -> None:
    whole = look_first(world.scope(f"?website={COFFEE}"))
    cut = look_first(world.scope(f"?website={COFFEE}&intent=decision&provider=openai"))
    assert whole.own is not None
    assert cut.own is not None
    assert 0 < cut.own["total_responses"] < whole.own["total_responses"] == 72
    assert rank(world.scope(f"?website={COFFEE}&brand=Aurora")) == whole.rows


def test_without_a_stored_verdict_none_is_made_up(world: World) -> None:
    assert look_first(world.scope(f"?website={COFFEE}")).verdict is None


def test_a_day_nobody_was_asked_is_a_gap_in_every_line(world: World) -> None:
    found = draw_lines(world.scope(f"?website={COFFEE}"))
    assert [str(one) for one in found.starts] == [f"2026-11-{n}" for n in (18, 19, 20, 21)]
    assert [row is None for row in found.lines["Aurora"]] == [False, True, False, False]


def test_a_week_and_a_month_hold_all_their_days(world: World) -> None:
    for grain, first in (("week", "2026-11-16"), ("month", "2026-11-01")):
        found = draw_lines(world.scope(f"?website={COFFEE}&grain={grain}"))
        (row,) = found.lines["Aurora"]
        assert (str(found.starts[0]), row and row["total_responses"]) == (first, 72)


@pytest.mark.parametrize(
    ("by", "parts"), [("intent", {"decision", "evaluation"}), ("icp", {"coffee lover"})]
)
def test_the_parts_of_a_map_add_up_to_the_whole(world: World, by: str, parts: set[str]) -> None:
    found = map_brand(world.scope(f"?website={COFFEE}"), OWN, by)
    assert set(found.parts) == parts
    assert found.providers == ["google", "openai", "all"]
    asked = [found.cells[part, "all"]["total_responses"] for part in found.parts]
    assert sum(asked) == 72
    for part in found.parts:
        of_providers = [found.cells[part, one]["mention_count"] for one in ("google", "openai")]
        assert found.cells[part, "all"]["mention_count"] == sum(of_providers)


def test_substitutes_of_one_day_are_the_marts_rows_with_their_intervals(world: World) -> None:
    rows = {row["brand_id"]: row for row in list_substitutes(world.scope(LAST), OWN)}
    expected = mart(world, marts.substitution_patterns, llm_provider="all", missing_brand_id=OWN)
    shown = [row for row in expected if row["occurrence_count"]]
    assert shown
    assert set(rows) == {row["substitute_brand_id"] for row in shown}
    for row in shown:
        mine = rows[row["substitute_brand_id"]]
        for name in (
            "occurrence_count",
            "missing_count",
            "present_count",
            "topic_count",
            "total_responses",
            "recommended_when_present_count",
        ):
            assert mine[name] == row[name], name
        for name in ("lift", "lift_low", "lift_high", "avg_position"):
            assert mine[name] == pytest.approx(row[name], abs=1e-5), name


def test_neighbours_of_one_day_are_the_marts_pairs(world: World) -> None:
    rows = {
        row["brand_id"]: row["mention_count"] for row in list_neighbours(world.scope(LAST), OWN)
    }
    pairs = mart(world, marts.co_mentions, llm_provider="all")
    expected = {
        ({row["brand_a_id"], row["brand_b_id"]} - {OWN}).pop(): row["mention_count"]
        for row in pairs
        if OWN in (row["brand_a_id"], row["brand_b_id"])
    }
    assert rows == expected != {}


def test_the_answers_behind_a_number_are_as_many_as_it_counts(world: World) -> None:
    base = f"?website={COFFEE}&about=Aurora"
    own = next(row for row in rank(world.scope(base)) if row["brand_id"] == OWN)
    assert find_answers(world.scope(base)).total == own["mention_count"]
    ignored = find_answers(world.scope(f"{base}&presence=ignored"))
    assert ignored.total == own["total_responses"] - own["mention_count"]
    (taken,) = [
        row for row in list_substitutes(world.scope(base), OWN) if row["brand_name"] == "Beans & Co"
    ]
    instead = find_answers(world.scope(f"{base}&instead=Beans+%26+Co"))
    assert instead.total == taken["occurrence_count"]


def test_each_answer_shows_the_sentence_that_counted(world: World) -> None:
    found = find_answers(world.scope(f"?website={COFFEE}&about=Aurora"))
    assert str(found.answers[0]["answer"]["day"]) == DAYS[-1]
    sentences = {
        f"{one['evidence'].before}[{one['evidence'].surface}]{one['evidence'].after}"
        for one in found.answers
    }
    assert sentences == {"coffee: Take [Aurora]."}


def test_pages_beyond_the_last_show_the_last(world: World) -> None:
    found = find_answers(world.scope(f"?website={COFFEE}&page=99"))
    assert (found.page, found.pages, len(found.answers)) == (4, 4, 12)


def test_an_answer_is_opened_only_within_its_own_website(world: World) -> None:
    (one, *_) = find_answers(world.scope(f"?website={COFFEE}")).answers
    address = f"&answer={one['answer']['id']}"
    assert open_answer(world.scope(f"?website={COFFEE}{address}")) is not None
    tea = world.viewer("rival.tea.test")
    assert open_answer(world.scope(f"?website={COFFEE}{address}", tea)) is None
    assert open_answer(world.scope(f"?website={COFFEE}&answer=%27--")) is None


@pytest.mark.parametrize("what", sorted(EXPORTS))
def test_every_view_has_rows_for_a_file(world: World, what: str) -> None:
    table = list_rows(world.scope(f"?website={COFFEE}"), what)
    empty = {"verdicts", "domains", "pages"}
    assert bool(len(table)) == (what not in empty)


def test_a_mart_is_read_newest_day_first_and_cut_by_provider(world: World) -> None:
    rows = read_mart(world.scope(f"?website={COFFEE}&provider=google"), "share_of_voice")
    assert {str(one) for one in rows["llm_provider"].unique()} == {"all", "google"}
    assert str(rows["day"][0]) == DAYS[-1]
    assert set(EXPORTED) >= {table.name for table in marts.ALL}
