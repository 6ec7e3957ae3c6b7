"""Answers made up for measuring: what the lake would take, like real ones, the same each time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from onevice_assets.brand_monitor.share_of_voice.measuring.count_by_pandas import (
    compare_counts,
    count_by_pandas,
)
from onevice_assets.brand_monitor.share_of_voice.measuring.generate_answers import write_answers
from onevice_assets.brand_monitor.share_of_voice.measuring.made_up_market import (
    Size,
    make_market,
)
from onevice_assets.brand_monitor.share_of_voice.publish_marts import publish_marts
from onevice_assets.partitions import split_key
from onevice_assets.tables import answers, audience, marts
from resources.dbt_runner import Dbt
from resources.lake import Lake

SIZE = Size(websites=2, days=2, topics=8, prompts=40, samples=2, brands=5, answer_length=90)
TABLES = (answers.llm_responses, answers.llm_brand_states)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, list[str]]:
    lake = Lake(url=tmp_path_factory.mktemp("made").as_uri())
    return lake, write_answers(lake, SIZE)


@pytest.fixture(scope="module")
def states(made: tuple[Lake, list[str]]) -> pd.DataFrame:
    lake, partitions = made
    said = lake.read(answers.llm_responses, partitions)[["id", "topic", "llm_provider"]]
    found = lake.read(answers.llm_brand_states, partitions)
    return found.merge(said, left_on="llm_response_id", right_on="id", suffixes=("", "_response"))


def test_there_is_as_much_as_was_asked_for(made: tuple[Lake, list[str]]) -> None:
    lake, partitions = made
    assert len(partitions) == 4
    assert [len(lake.read_arrow(table, partitions)) for table in TABLES] == [1280, 6400]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_the_lake_takes_every_row_and_makes_the_same_file(
    made: tuple[Lake, list[str]], table: answers.Table
) -> None:
    lake, partitions = made
    for partition in partitions:
        assert lake.write(table, partition, lake.read(table, partition)).changed is False


def test_one_seed_gives_the_same_bytes_and_another_gives_others(
    made: tuple[Lake, list[str]], tmp_path: Path
) -> None:
    lake, partitions = made
    for seed, is_same in ((20, True), (21, False)):
        other = Lake(url=(tmp_path / str(seed)).as_uri())
        write_answers(other, SIZE, days=[1], seed=seed)
        for table in TABLES:
            one, two = (
                Path(each.uri(table, partitions[-1]).removeprefix("file://")).read_bytes()
                for each in (lake, other)
            )
            assert (one == two) is is_same


def test_an_answer_ranks_its_options_from_one_without_gaps(states: pd.DataFrame) -> None:
    options = states[states["presence"].isin(["recommended", "compared"])]
    assert options["position_rank"].notna().all()
    assert states["position_rank"].notna().sum() == len(options)
    ranks = options.groupby("llm_response_id")["position_rank"]
    assert (ranks.max() == ranks.size()).all()
    assert (ranks.nunique() == ranks.size()).all()


def test_an_ignored_brand_has_a_reason_and_nothing_else(states: pd.DataFrame) -> None:
    ignored = states["presence"] == "ignored"
    assert 0.3 < ignored.mean() < 0.8
    assert (states["reason"].notna() == ignored).all()
    assert ((states["occurrence_count"] == 0) == ignored).all()
    for column in ("surface", "polarity", "mention_start"):
        assert (states[column].isna() == ignored).all()


def test_topics_differ_far_more_than_chance(states: pd.DataFrame) -> None:
    named = (states["presence"] != "ignored").groupby([states["brand_id"], states["topic"]])
    rates = named.mean().unstack()
    by_chance = (rates * (1 - rates) / named.size().unstack()).mean(axis=1)
    assert (rates.var(axis=1) > 3 * by_chance).mean() > 0.8


def test_conversations_have_three_to_five_turns() -> None:
    market = make_market(Size(), 0, 20)
    turns = pd.Series(market.turns).groupby(market.conversations).agg(list)
    assert set(turns.map(tuple)) == {(1, 2, 3), (1, 2, 3, 4), (1, 2, 3, 4, 5)}
    assert len(set(market.topics)) == 25


def test_what_prompts_are_about_is_there(made: tuple[Lake, list[str]]) -> None:
    lake, partitions = made
    _, website = split_key(partitions[0])
    asked = lake.read(answers.llm_responses, partitions[0])
    icps = lake.read(audience.icps, website)
    kinds = lake.read(audience.prompt_classifications, website)
    assert set(asked["icp_id"]) <= set(icps["id"])
    assert set(asked["prompt_id"]) == set(kinds["prompt_id"])


def test_plain_pandas_counts_what_the_marts_count(
    made: tuple[Lake, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVICE_HOME", str(tmp_path))
    lake, partitions = made
    assert not publish_marts(lake, Dbt(), partitions).offenders
    counted = count_by_pandas(lake, partitions)
    told = compare_counts(lake, partitions, counted)
    assert told["cells_that_differ"] == 0
    assert told["cells_compared"] > 500
    counted[marts.co_mentions] += 1
    assert compare_counts(lake, partitions, counted)["cells_that_differ"] > 100
