"""Both versions of a re-score stay, bounded, and their difference can be told."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from onevice_assets.brand_monitor.brand_states import assets, keep_versions
from onevice_assets.brand_monitor.brand_states.compare_versions import compare
from onevice_assets.brand_monitor.brand_states.keep_versions import keep_version
from onevice_assets.tables import answers
from resources.control_plane import brand_merges, brands, websites
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.table_schema import Table, text
from tests.onevice_assets.brand_monitor.brand_states.days import (
    PAYMENTS,
    bytes_of,
    read_again,
    write_answers,
)

WEBSITE = "default.pay.test"
LABEL = ("extractor_version", "alias_version")


class World:
    """Two days of answers, read once with four tracked names."""

    def __init__(self, lake: Lake, control: ControlPlane) -> None:
        self.lake, self.control = lake, control
        with control.begin() as db:
            site = websites.add(db, domain="pay.test", source="import", actor="test")
            for name in ("PayPal", "PayPal Holdings", "PayPal Checkout", "Braintree"):
                brands.track(db, site.id, name, "competitor", actor="test")
        self.website_id = site.id
        self.days = write_answers(lake, site.id, WEBSITE, PAYMENTS)
        self.read()

    def read(self) -> None:
        read_again(self.lake, self.control, self.days)

    def merge(self, name: str) -> None:
        with self.control.begin() as db:
            brand_merges.merge(db, name, "PayPal", actor="test")

    def split(self, name: str) -> None:
        with self.control.begin() as db:
            brand_merges.split(db, name, actor="test")

    def kept(self, day: int = 0) -> list[dict[str, Any]]:
        return self.lake.read_rows_if_there(answers.llm_brand_state_versions, self.days[day])

    def states(self, day: int = 0) -> list[dict[str, Any]]:
        return self.lake.read_rows(answers.llm_brand_states, self.days[day])


@pytest.fixture
def world(lake: Lake, control: ControlPlane) -> World:
    return World(lake, control)


def labels(rows: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    return {(row[LABEL[0]], row[LABEL[1]]): row["version_number"] for row in rows}


def bare(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without what only the table of versions has of its own."""
    own = ("id", "version_number")
    kept = [{name: value for name, value in row.items() if name not in own} for row in rows]
    return sorted(kept, key=lambda row: (row["llm_response_id"], row["brand_id"]))


def test_the_first_reading_and_a_second_one_with_the_same_names_keep_nothing(world: World) -> None:
    world.read()
    assert world.kept() == []


def test_the_rows_that_new_names_replace_are_kept_as_they_were(world: World) -> None:
    before = world.states()
    world.merge("PayPal Checkout")
    world.read()
    assert bare(world.kept()) == bare(before)
    assert not {row["id"] for row in before} & {row["id"] for row in world.kept()}
    files = bytes_of(world.lake, answers.llm_brand_state_versions, world.days)
    world.read()
    assert bytes_of(world.lake, answers.llm_brand_state_versions, world.days) == files


def test_going_back_and_forth_keeps_each_version_once_and_knows_the_last(world: World) -> None:
    world.merge("PayPal Checkout")
    world.read()
    ((first, number),) = labels(world.kept()).items()
    assert number == 1
    world.split("PayPal Checkout")
    world.read()
    assert sorted(labels(world.kept()).values()) == [1, 2]
    world.merge("PayPal Checkout")
    world.read()
    assert labels(world.kept())[first] == 3
    assert len(labels(world.kept())) == 2


def test_another_extractor_version_is_another_version(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = world.states()
    monkeypatch.setattr(assets, "EXTRACTOR_VERSION", "next")
    world.read()
    assert bare(world.kept()) == bare(before)


def test_only_the_newest_versions_are_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep_versions, "KEPT", 2)
    for number in range(4):
        with world.control.begin() as db:
            brands.add_alias(db, "Braintree", f"Braintree {number}", actor="test")
        world.read()
    assert sorted(set(labels(world.kept()).values())) == [3, 4]


def test_what_is_kept_of_an_answer_goes_with_the_answer(world: World) -> None:
    world.merge("PayPal Checkout")
    world.read()
    asked = world.lake.read_rows(answers.llm_responses, world.days[0])
    world.lake.write(answers.llm_responses, world.days[0], asked[1:])
    world.read()
    assert {row["llm_response_id"] for row in world.kept()} == {row["id"] for row in asked[1:]}


def test_rows_of_a_table_of_long_ago_do_not_stop_new_ones(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = answers.llm_brand_states
    columns = (*old.columns, text("judge", "A column of the future"))
    newer = Table(old.system, old.name, old.partitioned_by, columns, old.natural_key)
    monkeypatch.setattr(answers, "llm_brand_states", newer)
    kept = keep_version(world.lake, world.days[0], ("next", "x"), [])
    assert kept.versions == 0
    assert "was written before it had judge" in (kept.lost or "")


def frames(rows: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    """States of (answer, brand, role, presence)."""
    columns = ["llm_response_id", "brand_id", "role", "presence"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(brand_name=frame["brand_id"], position_rank=None, belief_sold=None)


def asked(*branded: bool) -> pd.DataFrame:
    ids = [str(number) for number in range(len(branded))]
    return pd.DataFrame({"id": ids, "is_branded": branded, "response_text": "x"})


def test_a_merge_is_told_brand_by_brand() -> None:
    before = frames(
        [
            ("0", "A", "competitor", "recommended"), ("0", "B", "competitor", "mentioned"),
            ("1", "A", "competitor", "ignored"), ("1", "B", "competitor", "recommended"),
            ("0", "C", "own", "recommended"), ("1", "C", "own", "ignored"),
        ]
    )  # fmt: skip
    after = frames(
        [
            ("0", "A", "competitor", "recommended"), ("1", "A", "competitor", "recommended"),
            ("0", "C", "own", "recommended"), ("1", "C", "own", "ignored"),
        ]
    )  # fmt: skip
    done = compare([(before, after, asked(False, False))])
    told = {one.brand: one for one in done.brands}
    assert (done.answers, done.affected, done.same) == (2, 2, 0)
    assert told["B"].before.presences == {"mentioned": 1, "recommended": 1}
    assert told["B"].after.presences == {}
    assert [told[name].answers_affected for name in "ABC"] == [1, 2, 0]
    assert [told[name].before.share for name in "ABC"] == [1 / 4, 2 / 4, 1 / 4]
    assert [told[name].after.share for name in "ABC"] == [2 / 3, None, 1 / 3]
    assert told["C"].share_difference == pytest.approx(1 / 12)


def test_only_answers_that_both_versions_read_are_compared() -> None:
    before = frames([("0", "A", "own", "recommended")])
    after = frames([("0", "A", "own", "recommended"), ("1", "A", "own", "recommended")])
    done = compare([(before, after, asked(False, False))])
    assert (done.answers, done.affected, done.brands) == (1, 0, [])


def test_branded_answers_count_as_affected_but_have_no_share() -> None:
    before = frames([("0", "A", "own", "ignored"), ("1", "A", "own", "recommended")])
    after = frames([("0", "A", "own", "mentioned"), ("1", "A", "own", "recommended")])
    (one,) = compare([(before, after, asked(True, False))]).brands
    assert (one.answers_affected, one.before.share, one.after.share) == (1, 1.0, 1.0)


def test_a_catalogue_brand_has_presences_and_no_share() -> None:
    before = frames([("0", "A", "own", "ignored")])
    after = frames([("0", "A", "own", "ignored"), ("0", "B", "catalogue", "mentioned")])
    (one,) = compare([(before, after, asked(False))]).brands
    assert (one.brand, one.after.presences, one.after.share) == ("B", {"mentioned": 1}, None)


def test_nothing_to_compare_is_no_answer_and_no_brand() -> None:
    done = compare([])
    assert (done.answers, done.affected, done.brands, done.same) == (0, 0, [], 0)
    empty = frames([])
    assert compare([(empty, empty, asked())]).brands == []
