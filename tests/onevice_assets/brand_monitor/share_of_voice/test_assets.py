"""The step as Dagster runs it: ranges, checks, failures that publish nothing, re-runs."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from onevice_assets import tables
from onevice_assets.brand_monitor.share_of_voice.assets import build_marts
from onevice_assets.brand_monitor.share_of_voice.publish_marts import MARTS, publish_marts
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers
from resources.dbt_runner import Dbt, NodeResult
from resources.lake import Lake
from resources.object_store import Objects
from tests.onevice_assets.brand_monitor.share_of_voice.rows import Answer, write_day
from tests.onevice_assets.brand_monitor.share_of_voice.worlds import (
    DAY,
    HAND,
    NEXT_DAY,
    TRACKED,
)

DAYS, SITES = (DAY, NEXT_DAY), ("default.one.test", "default.two.test")
KEYS = [join_key(day, site) for day, site in product(DAYS, SITES)]


class BrokenDbt(Dbt):
    """A dbt one of whose models fails."""

    def build(self, db: Any) -> tuple[NodeResult, ...]:
        return (NodeResult("model.onevice.co_mentions", "error", "No such column", None, 0.1, ""),)


def write_answers(lake: Lake) -> None:
    for number, (day, site) in enumerate(product(DAYS, SITES)):
        write_day(lake, day, site, HAND[number : number + 7], TRACKED)


def materialize(lake: Lake, first: str, last: str, dbt: Dbt | None = None) -> Any:
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", list(SITES))
    span = {
        "dagster/asset_partition_range_start": first,
        "dagster/asset_partition_range_end": last,
    }
    return dg.materialize(
        [build_marts],
        instance=instance,
        resources={"lake": lake, "dbt": dbt or Dbt()},
        **({"partition_key": first} if first == last else {"tags": span}),
        raise_on_error=False,
    )


def stored(lake: Lake) -> dict[str, bytes]:
    """Every mart file's bytes, by its path in the lake."""
    files = Objects(url=lake.url)
    paths = [path for mart in MARTS for path in files.list(f"{mart.system}/{mart.name}/")]
    return {path: files.get(path) for path in paths}


def reason(outcome: Any) -> str:
    failures = [e.step_failure_data for e in outcome.all_events if e.is_step_failure]
    return str(failures[0].user_failure_data.description)


def metadata(outcome: Any, table: str, partition: str) -> dict[str, Any]:
    for event in outcome.get_asset_materialization_events():
        found = event.materialization
        if (found.asset_key.path[-1], event.partition) == (table, partition):
            return {name: one.value for name, one in found.metadata.items()}
    raise AssertionError(f"{table} {partition} was not materialised")


@dataclass(frozen=True)
class Published:
    """A lake whose marts a range of four partitions published, and how that went."""

    lake: Lake
    outcome: Any

    def copy(self, folder: Path) -> Lake:
        shutil.copytree(self.lake.url.removeprefix("file://"), folder)
        return Lake(url=folder.as_uri())


@pytest.fixture(scope="module")
def span(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("span")
    lake = Lake(url=(folder / "lake").as_uri())
    write_answers(lake)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONEVICE_HOME", str(folder / "home"))
        return Published(lake, materialize(lake, KEYS[0], KEYS[-1]))


def test_a_range_is_one_run_of_dbt_for_all_its_partitions(span: Published) -> None:
    assert span.outcome.success
    assert len(stored(span.lake)) == len(KEYS) * len(MARTS)
    for key in KEYS:
        counted = metadata(span.outcome, "share_of_voice", key)
        assert counted["dagster/partition_row_count"] == 9
        assert counted["dagster/row_count"] == 36


def test_days_one_by_one_and_two_at_once_equal_the_range(
    span: Published, lake: Lake, own_home: Path
) -> None:
    write_answers(lake)
    once = [KEYS[0], KEYS[-1]]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda key: publish_marts(lake, Dbt(), [key]), once))
    alone = stored(lake)
    assert len(alone) == len(once) * len(MARTS)
    assert alone.items() <= stored(span.lake).items()
    assert not list((own_home / "tmp").iterdir())


def test_a_second_run_changes_nothing_and_an_analyst_sees_it(
    span: Published, tmp_path: Path, own_home: Path
) -> None:
    lake = span.copy(tmp_path / "copy")
    outcome = materialize(lake, KEYS[0], KEYS[0])
    assert stored(lake) == stored(span.lake)
    shown = metadata(outcome, "share_of_voice", KEYS[0])
    assert shown["changed"] is False
    assert metadata(span.outcome, "share_of_voice", KEYS[0])["changed"] is True
    assert shown["dagster/row_count"] == 9
    assert "| Chrome | 4 | 6 |" in shown["preview"]
    assert shown["chart"].startswith("![share of voice](data:image/svg+xml;base64,")
    assert len(shown["chart"]) < 30_000
    assert "An answer." not in str(outcome.get_asset_materialization_events())
    checks = outcome.get_asset_check_evaluations()
    assert all(check.passed and check.partition == KEYS[0] for check in checks)
    assert {check.asset_key.path[-1] for check in checks} == {mart.name for mart in MARTS}


def test_a_failing_test_publishes_nothing_and_is_named(
    span: Published, tmp_path: Path, own_home: Path
) -> None:
    lake = span.copy(tmp_path / "copy")
    states = lake.read_rows(answers.llm_brand_states, KEYS[0])
    lake.write(answers.llm_brand_states, KEYS[0], states[1:])
    outcome = materialize(lake, KEYS[0], KEYS[-1])
    assert not outcome.success
    assert "every_answer_is_read_for_every_brand" in reason(outcome)
    assert "Nothing was published" in reason(outcome)
    assert stored(lake) == stored(span.lake)
    assert not list((own_home / "tmp").iterdir())
    failed = [check for check in outcome.get_asset_check_evaluations() if not check.passed]
    assert [check.check_name for check in failed] == ["every_answer_is_read_for_every_brand"]
    rows = failed[0].metadata["first_rows"].value
    assert rows == [
        {"llm_response_id": states[0]["llm_response_id"], "brand_id": states[0]["brand_id"]}
    ]


def test_a_failing_model_publishes_nothing_and_is_named(lake: Lake, own_home: Path) -> None:
    write_answers(lake)
    outcome = materialize(lake, KEYS[0], KEYS[0], BrokenDbt())
    assert "co_mentions" in reason(outcome)
    assert "No such column" in reason(outcome)
    assert stored(lake) == {}


def test_a_day_that_was_never_asked_is_named(lake: Lake, own_home: Path) -> None:
    write_day(lake, DAY, SITES[0], HAND, TRACKED)
    outcome = materialize(lake, KEYS[0], KEYS[-1])
    assert KEYS[-1] in reason(outcome)
    assert "never written" in reason(outcome)
    assert stored(lake) == {}


def test_rows_of_another_website_in_a_partition_are_refused(lake: Lake, own_home: Path) -> None:
    for site in SITES:
        write_day(lake, DAY, site, [Answer("openai")], TRACKED)
    both = [
        row for site in SITES for row in lake.read_rows(answers.llm_responses, join_key(DAY, site))
    ]
    lake.write(answers.llm_responses, KEYS[0], both)
    outcome = materialize(lake, KEYS[0], KEYS[0])
    assert "a partition is one day of one website" in reason(outcome)


@pytest.mark.parametrize("mart", MARTS, ids=lambda mart: str(mart.name))
def test_a_mart_names_its_upstream_and_its_checks(mart: Any) -> None:
    spec = build_marts.specs_by_key[dg.AssetKey(["brand_monitor", mart.name])]
    upstream = {dep.asset_key.path[-1] for dep in spec.deps}
    assert upstream
    assert upstream <= set(tables.ALL) - {mart.name}
    names = {check.name for check in build_marts.check_specs if check.asset_key == spec.key}
    assert f"{mart.name}_has_one_row_per_key" in names
