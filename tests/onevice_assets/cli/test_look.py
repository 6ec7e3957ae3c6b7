"""`show` prints any table, `explain` the sentences behind a number, `report` a real day."""

from __future__ import annotations

from collections import Counter

import pytest

from onevice_assets.tables import marts
from tests.onevice_assets.cli.conftest import KEY, Terminal
from tests.onevice_assets.cli.rows import DAY, write_day

EMPTY_DAY = "2026-01-06"


@pytest.fixture
def day(shop: Terminal) -> Terminal:
    """A website with one day of answers and numbers."""
    write_day(shop.lake, KEY)
    return shop


def test_a_table_is_shown_for_its_newest_day(day: Terminal) -> None:
    told = day.run("show", "share_of_voice")
    assert f"share_of_voice {DAY}|{KEY}: 3 rows" in told
    assert "Rival" in told
    assert day.json("show", "share_of_voice", "--day", DAY.isoformat())[0]["total_responses"] == 3


def test_more_rows_than_asked_for_are_counted(day: Terminal) -> None:
    assert "2 more: --limit 3" in day.run("show", "share_of_voice", "--limit", "1")
    assert len(day.json("show", "share_of_voice", "--limit", "2")) == 2


def test_weeks_months_and_windows_are_shown_like_a_table(day: Terminal) -> None:
    told = day.run("show", "share_of_voice_by_week", "--website", KEY)
    assert f"share_of_voice_by_week {KEY}: 3 rows" in told
    (rival, *_) = day.json("show", "share_of_voice_by_month", "--day", "2026-01-31")
    assert (rival["brand_name"], rival["mention_count"], rival["share"]) == ("Rival", 3, 0.6)
    assert (rival["period_start"], rival["period_end"]) == ("2026-01-01", "2026-01-31")
    assert len(day.json("show", "share_of_voice_rolling_28_days")) == 3


def test_a_period_without_any_day_names_the_days_there_are(day: Terminal) -> None:
    told = day.error("show", "share_of_voice_by_week", "--day", "2026-01-12")
    assert f"newest days: {DAY}" in told


def test_an_empty_table_is_its_title_alone(day: Terminal) -> None:
    partition = f"{EMPTY_DAY}|{KEY}"
    day.lake.write(marts.share_of_voice, partition, [])
    assert day.run("show", "share_of_voice") == f"share_of_voice {partition}: no rows\n"
    assert day.json("show", "share_of_voice") == []
    assert day.run("show", "users") == "control.users: no rows\n"


def test_the_audit_log_is_a_table_like_any_other(shop: Terminal) -> None:
    assert "website.add" in shop.run("show", "audit_log")
    assert [row["action"] for row in shop.json("show", "audit_log")] == shop.actions()[::-1]


def test_a_decision_table_can_be_cut_to_one_website(shop: Terminal) -> None:
    shop.run("site", "add", "https://other.test")
    for site in ("shop.test", "other.test"):
        shop.run("brand", "track", "Same", "--website", site)
    rows = shop.json("show", "website_brands", "--website", "other.test")
    assert [row["website"] for row in rows] == ["default.other.test"]
    (site,) = shop.json("show", "websites", "--website", "other.test")
    assert site["domain"] == "other.test"
    assert len(shop.json("show", "brands", "--website", "other.test")) == 1


def test_an_unknown_table_names_lake_tables_and_decisions(terminal: Terminal) -> None:
    told = terminal.error("show", "sov")
    assert "share_of_voice, share_of_voice_by_month" in told
    assert "audit_log" in told


def test_an_unknown_website_names_those_that_exist(day: Terminal) -> None:
    assert KEY in day.error("show", "share_of_voice", "--website", "nobody.test")


@pytest.mark.parametrize("command", [["show", "co_mentions"], ["report"], ["explain"]])
@pytest.mark.parametrize(
    ("when", "reason"),
    [("../../x", "not a day"), ("2999-01-01", "future"), (EMPTY_DAY, f"newest days: {DAY}")],
)
def test_a_day_that_cannot_be_shown_is_told_at_once(
    day: Terminal, command: list[str], when: str, reason: str
) -> None:
    assert reason in day.error(*command, "--day", when)


def test_without_any_day_the_next_step_is_told(shop: Terminal) -> None:
    assert "onevice run" in shop.error("report")
    assert "onevice run" in shop.error("show", "llm_responses")
    assert "onevice run" in shop.error("show", "share_of_voice_rolling_7_days")


@pytest.mark.parametrize("brand", ["Shop", "rival", "Third"])
def test_the_answers_behind_a_share_are_as_many_as_it_counts(day: Terminal, brand: str) -> None:
    told = day.json("explain", "share_of_voice", "--brand", brand)
    counted = told["counted"]
    assert told["row"]["mention_count"] == len(told["evidence"])
    assert told["row"]["mention_count"] == len(counted["numerator"]["response_ids"])
    assert told["row"]["total_responses"] == len(counted["denominator"]["response_ids"])
    assert told["agrees"]
    assert {one["surface"] for one in told["evidence"]} == {told["row"]["brand_name"]}
    assert not any(one["is_branded"] for one in told["evidence"])


def test_an_explanation_has_the_form_that_programs_read(day: Terminal) -> None:
    told = day.json("explain")
    assert list(told) == [
        "table",
        "partition",
        "number",
        "value",
        "agrees",
        "row",
        "other_rows",
        "counted",
        "evidence",
        "not_counted",
    ]
    assert list(told["counted"]) == ["numerator", "denominator", "before"]
    assert (told["row"]["brand_name"], told["number"], told["value"]) == (
        "Shop",
        "mention_count",
        1,
    )


@pytest.mark.parametrize(("brand", "against"), [("Shop", "Rival"), ("Rival", "third")])
def test_the_answers_behind_a_pair_name_both(day: Terminal, brand: str, against: str) -> None:
    told = day.json("explain", "co_mentions", "--brand", brand, "--against", against)
    names = {one["brand_name"].lower() for one in told["evidence"]}
    assert names == {brand.lower(), against.lower()}
    answers = Counter(one["response_id"] for one in told["evidence"])
    assert set(answers.values()) == {2}
    assert told["other_rows"] == []


def test_of_several_rows_meant_the_others_are_told(day: Terminal) -> None:
    told = day.json("explain", "substitution_patterns", "--brand", "Third")
    (other,) = told["other_rows"]
    names = {told["row"]["substitute_brand_name"], other["substitute_brand_name"]}
    assert names == {"Rival", "Shop"}
    printed = day.run("explain", "substitution_patterns", "--brand", "Third")
    assert "Other rows that were meant: --where substitute_brand_name=" in printed


def test_the_answers_behind_a_replacement_ignore_one_and_recommend_the_other(
    day: Terminal,
) -> None:
    words = ("--brand", "Third", "--where", "substitute_brand_name=rival")
    told = day.json("explain", "substitution_patterns", *words)
    shown = {(one["brand_name"], one["presence"]) for one in told["evidence"]}
    assert shown == {("Rival", "recommended")}


def test_a_sentence_is_printed_whole_around_its_brand(day: Terminal) -> None:
    told = day.run("explain")
    assert "1 of 3 answers count" in told
    assert "“I'd take 🛒 Shop before Rival.”" in told
    assert "branded, not counted" in told


def test_a_row_older_than_its_answers_says_so(day: Terminal) -> None:
    partition = f"{DAY}|{KEY}"
    (row,) = (r for r in day.lake.read_rows(marts.share_of_voice, partition) if r["role"] == "own")
    day.lake.write(marts.share_of_voice, partition, [{**row, "mention_count": 2}])
    assert "The row says 2, the stored answers give 1" in day.run("explain")
    assert not day.json("explain")["agrees"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["prompts"], "it knows share_of_voice"),
        (["share_of_voice", "--brand", "Nobody"], "there is: Rival, Shop, Third"),
        (["substitution_patterns", "--brand", "Rival"], "there is: Shop, Third"),
        (["co_mentions", "--brand", "Shop", "--against", "Third"], "there is: Rival, Shop"),
        (["share_of_voice", "--provider", "nobody"], "there is: all"),
        (["share_of_voice", "--number", "id"], "its numbers are: mention_count"),
        (["share_of_voice", "--where", "colour=red"], "no column 'colour'; it has id"),
        (["share_of_voice", "--where", "role=found"], "there is: own"),
        (["share_of_voice", "--where", "role"], "is not COLUMN=VALUE"),
        (["share_of_voice", "--against", "Rival"], "not about such a brand"),
    ],
)
def test_what_cannot_be_explained_names_what_can(
    day: Terminal, words: list[str], told: str
) -> None:
    assert told in day.error("explain", *words)


def test_a_mart_without_rows_says_that_nothing_was_counted(day: Terminal) -> None:
    day.lake.write(marts.co_mentions, f"{DAY}|{KEY}", [])
    assert "nothing was counted" in day.error("explain", "co_mentions")
