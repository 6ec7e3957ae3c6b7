"""Bringing a store of vectors to the declared collections, and naming each difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError, InputError, StoreError
from resources.migrations.vectors.declared import STEPS, Declared, Step, check_steps, collection
from resources.migrations.vectors.runner import VectorMigrations
from resources.vector_index.postgres_index import PostgresIndex
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Collection, Within
from tests.vector_stores import ACME, TODAY, CountingEmbedder, entries

ONE = Step("0001", "answers", (Declared("brand_monitor_answers", ("llm_provider",)),))
TWO = Step(
    "0002",
    "topics, and answers by model",
    (
        Declared("brand_monitor_answers", ("llm_provider", "llm_model")),
        Declared("brand_monitor_topics", ()),
    ),
)
MODEL = ("counting", 64)


@pytest.fixture
def index(own_database: str) -> PostgresIndex:
    return PostgresIndex(ControlPlane(url=own_database))


def migrations(index: PostgresIndex, steps: Sequence[Step] = (ONE, TWO)) -> VectorMigrations:
    return VectorMigrations(index, *MODEL, steps)


def test_the_declared_steps_keep_the_rules() -> None:
    check_steps(STEPS)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([TWO], "should be 0001"),
        ([ONE, replace(ONE, version="0003")], "should be 0002"),
        ([Step("0001", "", (Declared("pages", ()),))], "must begin with brand_monitor_"),
        ([replace(TWO, version="0001"), replace(ONE, version="0002")], "by more fields"),
        (
            [ONE, Step("0002", "", (replace(ONE.collections[0], precision="float16"),))],
            "cannot be converted",
        ),
    ],
)
def test_a_step_that_would_lose_vectors_is_refused(steps: list[Step], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        check_steps(steps)


def test_up_makes_what_is_missing_and_a_second_one_nothing(index: PostgresIndex) -> None:
    runner = migrations(index)
    assert [one.is_applied for one in runner.status()] == [False, False]
    assert [one.version for one in runner.up(dry_run=True)] == ["0001", "0002"]
    assert index.names() == []
    assert [one.version for one in runner.up()] == ["0001", "0002"]
    assert index.names() == ["brand_monitor_answers--counting", "brand_monitor_topics--counting"]
    assert runner.up() == []
    assert runner.check() == []
    assert all(one.is_applied for one in runner.status())


def test_a_later_revision_adds_a_field_and_keeps_the_vectors(index: PostgresIndex) -> None:
    migrations(index, [ONE]).up()
    answers = collection("brand_monitor_answers", *MODEL, steps=[ONE])
    replace_place(index, answers, TODAY, entries(3), CountingEmbedder())
    runner = migrations(index)
    assert [one.is_applied for one in runner.status()] == [True, False]
    assert [one.version for one in runner.up()] == ["0002"]
    newer = collection("brand_monitor_answers", *MODEL, steps=[ONE, TWO])
    assert index.count(newer, Within(ACME, where={"llm_provider": ["openai"]})) == 2


def test_down_drops_only_what_later_versions_of_this_model_brought(index: PostgresIndex) -> None:
    migrations(index).up()
    VectorMigrations(index, "other", 8, [ONE, TWO]).up()
    index.create(Collection("somebody_elses", *MODEL))
    assert [one.version for one in migrations(index).down("0001", dry_run=True)] == ["0002"]
    assert "brand_monitor_topics--counting" in index.names()
    migrations(index).down("0001")
    assert "brand_monitor_topics--counting" not in index.names()
    migrations(index).down("0000")
    assert index.names() == [
        "brand_monitor_answers--other",
        "brand_monitor_topics--other",
        "somebody_elses--counting",
    ]


@pytest.mark.parametrize("version", ["0009", "1", "", "newest"])
def test_an_unknown_version_is_refused(index: PostgresIndex, version: str) -> None:
    with pytest.raises(InputError, match="Nothing was changed"):
        migrations(index).down(version)


def test_each_drift_is_named(index: PostgresIndex) -> None:
    wrong = Collection("brand_monitor_answers", "counting", 32, (), "float16")
    index.create(wrong)
    index.create(Collection("brand_monitor_forgotten", *MODEL))
    with index.control.begin() as db:
        db.exec_driver_sql('DROP INDEX vectors."brand_monitor_answers--counting_nearest"')
        db.exec_driver_sql('DROP INDEX vectors."brand_monitor_answers--counting_tenant"')
    found = {one.place: (one.declared, one.actual) for one in migrations(index).check()}
    place = "collection brand_monitor_answers--counting"
    assert found == {
        f"{place} dimensions": ("64", "32"),
        f"{place} precision": ("float32", "float16"),
        f"{place} index on vector": ("cosine", ""),
        f"{place} index on day": ("there", ""),
        f"{place} index on llm_model": ("there", ""),
        f"{place} index on llm_provider": ("there", ""),
        f"{place} index on organization_id": ("there", ""),
        f"{place} index on website_id": ("there", ""),
        "collection brand_monitor_topics--counting": ("64 dimensions by counting", ""),
        "collection brand_monitor_forgotten--counting": ("", "there"),
    }


def test_a_collection_for_other_vectors_is_refused_and_left_alone(index: PostgresIndex) -> None:
    index.create(Collection("brand_monitor_answers", "counting", 32))
    with pytest.raises(StoreError, match=r"dimensions 32.*counting have dimensions 64") as caught:
        migrations(index).up()
    assert "PostgreSQL at" in str(caught.value)
    assert index.names() == ["brand_monitor_answers--counting"]


def test_what_others_keep_in_the_store_is_no_drift(index: PostgresIndex) -> None:
    migrations(index).up()
    index.create(Collection("somebody_elses", *MODEL))
    VectorMigrations(index, "other", 8, [ONE, TWO]).up()
    assert migrations(index).check() == []
