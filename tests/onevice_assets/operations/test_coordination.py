"""A batch in every store, wherever it is struck; what the stores are compared and mended by."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from sqlalchemy import Connection

from onevice_assets.operations.episodes.make_episode import Delivery
from onevice_assets.operations.timeline.assets import timeline_copies
from onevice_assets.operations.timeline.calendar import FOREVER
from onevice_assets.operations.timeline.checks import every_copy_holds_the_facts_of_postgresql
from onevice_assets.operations.timeline.contract import Recorded
from onevice_assets.operations.timeline.coordination import compare, write
from onevice_assets.operations.timeline.coordination.cached_facts import CachedFacts
from onevice_assets.operations.timeline.coordination.compare import compare_stores, mend
from onevice_assets.operations.timeline.coordination.copy_facts import CopyStep, Standing
from onevice_assets.operations.timeline.coordination.saga_facts import SagaFacts
from onevice_assets.operations.timeline.coordination.stores import Stores, open_stores
from onevice_assets.operations.timeline.coordination.write import (
    KIND,
    resume_open,
    say_statement,
    write_statements,
)
from onevice_assets.operations.timeline.statement import Interval, Statement
from onevice_assets.operations.write_episodes import Stores as EpisodeStores
from onevice_assets.operations.write_episodes import add_file
from onevice_assets.upkeep.erasure import erase as erasing
from onevice_assets.upkeep.erasure import find_subject
from onevice_assets.upkeep.erasure.place import Stores as ErasedStores
from resources.control_plane import id_map, organizations
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.errors import InputError, SagaError, StoreError
from resources.graph_store import GraphStore
from resources.identity import new_id
from resources.object_store import Objects
from resources.redis_store import RedisStore
from resources.saga import records
from resources.saga.effort import Patience
from resources.saga.log import Claim, SagaLog
from resources.vector_index.resource import VectorStore
from tests.onevice_assets.operations.conftest import NewFacts

pytestmark = pytest.mark.redis
ONCE = Patience(tries=1, first_wait_seconds=0, longest_wait_seconds=0)
NOW = 1_000


def say(who: str, start: int, known: int, unit: int = 1, **more: Any) -> Statement:
    valid = Interval(start, FOREVER)
    return Statement(new_id(), f"unit {unit}", "driver", who, valid, known, **more)


@pytest.fixture
def resources(facts_database: ControlPlane, graph_server: GraphStore) -> dict[str, Any]:
    """Of every store, embedded or real."""
    return {
        "control": facts_database,
        "graph": graph_server,
        "vectors": VectorStore(kind="pgvector", database_url=facts_database.url),
        "embeddings": Embeddings(kind="local"),
        "objects": None,
    }


@pytest.fixture
def stores(resources: dict[str, Any], store: RedisStore) -> Iterator[Stores]:
    """All of them open; each test has an organization of its own in them."""
    with open_stores({**resources, "redis": store}) as opened:
        yield replace(opened, patience=ONCE)


@pytest.fixture
def owner(new_facts: NewFacts) -> str:
    """An organization without facts, with the relations of `histories`."""
    return new_facts().organization_id


def open_sagas(stores: Stores, owner: str) -> list[records.SagaRecord]:
    with stores.control.begin() as db:
        return records.list_unfinished(db, kind=KIND, organization_id=owner)


def ask(stores: Stores, owner: str, unit: int = 1) -> list[str]:
    """Who drives at the end of all times, as a cache tells it."""
    assert stores.redis is not None
    cached = CachedFacts(stores.facts(owner), stores.redis)
    return [one.object for one in cached.at(f"unit {unit}", "driver", NOW, NOW)]


def assert_equal(stores: Stores, owner: str, drives: str) -> None:
    """Every store says the same, and nothing is left to do."""
    graph = stores.graph_facts(owner)
    assert graph is not None
    assert graph.history("unit 1", None) == stores.facts(owner).history("unit 1", None)
    assert [one.is_equal for one in compare_stores(stores, owner)] == [True, True]
    assert open_sagas(stores, owner) == []
    assert ask(stores, owner) == [drives]


def test_a_batch_is_in_every_store_and_again_changes_nothing(stores: Stores, owner: str) -> None:
    batch = [say("Ann", 1, 100), say("Bob", 5, 101), say("Cy", 1, 100, unit=2)]
    batch.append(replace(say("Dee", 1, 100), relation="captain"))
    done = write_statements(stores, owner, batch)
    assert (done.statements, len(done.refused)) == (3, 1)
    assert_equal(stores, owner, "Bob")
    with stores.control.begin() as db:
        (saga, *_) = records.list_latest(db, limit=1)
    assert saga.state == "completed"
    again = write_statements(stores, owner, batch)
    assert (again.statements, again.facts) == (0, 0)
    with stores.control.begin() as db:
        assert records.list_latest(db, limit=1)[0].id == saga.id


def test_what_a_person_says_goes_everywhere_and_what_is_refused_nowhere(
    stores: Stores, owner: str
) -> None:
    ann = say("Ann", 1, 100)
    say_statement(stores, owner, ann, actor="test")
    assert_equal(stores, owner, "Ann")
    with pytest.raises(InputError, match="an id of its own"):
        say_statement(stores, owner, replace(ann, object="Bob"), actor="test")
    assert_equal(stores, owner, "Ann")


def test_a_large_batch_leaves_no_ids_in_the_log_of_sagas(stores: Stores, owner: str) -> None:
    batch = [say("Ann", 1, 100, unit=unit) for unit in range(101)]
    write_statements(replace(stores, graph=None, vectors=None), owner, batch)
    with stores.control.begin() as db:
        (saga, *_) = records.list_latest(db, limit=1)
    assert (saga.scope, saga.payload) == (
        "101 facts of unit 0 and 100 more subjects",
        {"organization_id": owner},
    )


def test_a_saga_that_only_goes_on_notes_all_its_steps_in_one_change_of_the_log(
    stores: Stores, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes: list[str] = []
    change = SagaLog._change_in

    def count(log: SagaLog, db: Connection, claim: Claim, sql: str, **values: object) -> None:
        changes.append(sql)
        change(log, db, claim, sql, **values)

    monkeypatch.setattr(SagaLog, "_change_in", count)
    write_statements(stores, owner, [say("Ann", 1, 100)])
    assert len(changes) == 1
    with stores.control.begin() as db:
        (saga, *_) = records.list_latest(db, limit=1)
        steps = records.steps_of(db, saga.id)
    assert [(one.name, one.state, one.try_count) for one in steps] == [
        ("cache", "done", 1),
        ("graph", "done", 1),
        ("vectors", "done", 1),
    ]
    assert (saga.state, saga.is_tidy, saga.is_leased) == ("completed", True, False)


class Broken(Exception):
    """A mistake in the code, which is no `OneviceError`."""


@pytest.mark.parametrize(
    ("struck", "point", "error"),
    [
        *product(("cache", "graph", "vectors"), ("before", "after"), [StoreError("away")]),
        ("graph", "after", Broken("mistake")),
    ],
)
def test_struck_at_a_step_the_truth_stays_and_every_copy_follows_once_resumed(
    stores: Stores,
    owner: str,
    monkeypatch: pytest.MonkeyPatch,
    struck: str,
    point: str,
    error: Exception,
) -> None:
    write_statements(stores, owner, [say("Ann", 1, 100)])
    assert ask(stores, owner) == ["Ann"]
    with monkeypatch.context() as patch:
        _strike(patch, struck, point, error)
        with pytest.raises(SagaError if isinstance(error, StoreError) else Broken):
            write_statements(stores, owner, [say("Bob", 5, 101)])
    assert [f.object for f in stores.facts(owner).at("unit 1", None, NOW, NOW)] == ["Bob"]
    (saga,) = open_sagas(stores, owner)
    assert saga.state == "running" and saga.error and str(error) in saga.error
    with stores.control.begin() as db:
        states = [one.state for one in records.steps_of(db, saga.id)]
    before = ("cache", "graph", "vectors").index(struck)
    assert states == ["done"] * before + ["doing"] + ["pending"] * (2 - before)
    (report,) = resume_open(stores, owner)
    assert report.state == "completed"
    assert_equal(stores, owner, "Bob")


def _strike(patch: pytest.MonkeyPatch, struck: str, point: str, error: Exception) -> None:
    """Fail a step, before it touches its store or after."""
    if struck == "cache":
        whole = write.forget_subjects

        def forget(*given: Any) -> None:
            if point == "after":
                whole(*given)
            raise error

        patch.setattr(write, "forget_subjects", forget)
        return
    do = CopyStep.do

    def fail(step: CopyStep) -> None:
        if step.name != struck or point == "after":
            do(step)
        if step.name == struck:
            raise error

    patch.setattr(CopyStep, "do", fail)


KILLED = """
import json, os, signal, sys
from onevice_assets.operations.episodes.make_episode import Delivery
from onevice_assets.operations.timeline.assets import timeline_copies
from onevice_assets.operations.timeline.checks import every_copy_holds_the_facts_of_postgresql
from onevice_assets.operations.timeline.coordination import compare, write
from onevice_assets.operations.timeline.coordination.copy_facts import CopyStep, Standing
from onevice_assets.operations.timeline.coordination.stores import Stores
from onevice_assets.operations.timeline.statement import Interval, Statement
from onevice_assets.operations.write_episodes import Stores as EpisodeStores
from onevice_assets.operations.write_episodes import add_file
from resources.control_plane import id_map
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore

told = json.loads(sys.argv[1])
do = CopyStep.do


def strike(step):
    do(step)
    os.kill(os.getpid(), signal.SIGKILL)


CopyStep.do = strike
stores = Stores(ControlPlane(url=told["database"]), GraphStore(**told["graph"]))
words = told["statement"]
statement = Statement(*words[:4], Interval(*words[4:6]), words[6])
write.write_statements(stores, told["owner"], [statement])
"""


def test_killed_after_a_copy_was_written_the_next_write_completes_it(
    stores: Stores, owner: str
) -> None:
    graph_only = replace(stores, vectors=None)
    write_statements(graph_only, owner, [say("Ann", 1, 100)])
    graph = stores.graph
    assert graph is not None
    told = {
        "database": stores.control.url,
        "graph": {"uri": graph.uri, "user": graph.user, "password": graph.password},
        "owner": owner,
        "statement": [new_id(), "unit 1", "driver", "Bob", 5, FOREVER, 101],
    }
    command = [sys.executable, "-c", KILLED, json.dumps(told)]
    assert subprocess.run(command, env=os.environ, check=False).returncode == -signal.SIGKILL
    assert len(open_sagas(stores, owner)) == 1
    write_statements(graph_only, owner, [say("Cy", 1, 100, unit=2)])
    assert open_sagas(stores, owner) == []
    (compared,) = compare_stores(graph_only, owner)
    assert compared.is_equal and compared.fact_count == 4


def test_an_older_saga_that_comes_late_copies_what_stands_now(
    stores: Stores, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _strike(patch, "graph", "before", StoreError("away"))
        with pytest.raises(SagaError):
            write_statements(stores, owner, [say("Ann", 1, 100)])
    (late,) = open_sagas(stores, owner)
    look = Standing.look
    raced: list[str] = []

    def look_and_be_outrun(standing: Standing) -> Recorded:
        found = look(standing)
        if not raced:  # between reading and writing, another process writes and copies
            raced.append("graph")
            write_statements(replace(stores, redis=None), owner, [say("Dee", 4, 103)])
        return found

    monkeypatch.setattr(Standing, "look", look_and_be_outrun)
    resume_open(stores, owner, saga_id=late.id)
    assert raced == ["graph"]
    assert_equal(stores, owner, "Dee")


def test_what_differs_is_told_fact_by_fact_and_mended(
    resources: dict[str, Any], stores: Stores, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_statements(stores, owner, [say("Ann", 1, 100), say("Cy", 1, 100, unit=2)])
    graph, vectors = stores.graph_facts(owner), stores.vector_facts(owner)
    assert graph is not None and vectors is not None
    ann, cy = (stores.facts(owner).history(f"unit {n}", None)[0] for n in (1, 2))
    ids = {one.object: one.identity(owner) for one in (ann, cy)}
    changed = replace(ann, known=Interval(100, 200))
    stray = replace(cy, valid=Interval(7, 8))
    graph.apply([Recorded(came=[changed, stray], gone=[(ids["Cy"], cy.subject)])])
    (lost,) = [one for one in vectors.read() if "Ann" in one.text]
    vectors.index.write(vectors.collection, vectors.place, [], [lost.id])
    in_graph, in_vectors = compare_stores(stores, owner)
    assert in_graph.missing == {ids["Cy"]: "unit 2"}
    assert in_graph.changed == {ids["Ann"]: "unit 1"}
    assert in_graph.extra == {stray.identity(owner): "unit 2"}
    assert in_vectors.missing == {lost.id: lost.text}
    assert "onevice timeline check --mend" in in_graph.tell()
    monkeypatch.setattr(compare, "list_owners", lambda control: {owner: "mine"})
    assert timeline_copies(**resources).metadata["dagster/row_count"] == 2
    result = every_copy_holds_the_facts_of_postgresql(**resources)
    assert isinstance(result, dg.AssetCheckResult)
    assert not result.passed and "check --mend" in str(result.description)
    mend(stores, owner, [in_graph, in_vectors])
    assert_equal(stores, owner, "Ann")


def test_an_organization_is_erased_from_every_store_and_another_keeps_all(
    every_store: dict[str, Any],
    stores: Stores,
    store: RedisStore,
    new_facts: NewFacts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(erasing, "rewrite_files", lambda _: None)
    objects = Objects(url=tmp_path.as_uri())
    owners = [new_facts().organization_id for _ in range(2)]
    stores = replace(stores, redis=store)
    for owner in owners:
        where = EpisodeStores(stores.control, objects, SagaFacts(stores, owner))
        delivery = Delivery(owner, datetime(2024, 6, 1, tzinfo=UTC))
        for name, text in (("a.csv", "load_id,status\nL1,booked\n,lost\n"), ("b.txt", "Hello")):
            list(add_file(where, delivery, io.BytesIO(text.encode()), name))
        with stores.control.begin() as db:
            id_map.tie(db, owner, "quickbooks", "customer", {"7": new_id()})
        write_statements(stores, owner, [say("Ann", 1, 100)])
        assert ask(stores, owner) == ["Ann"]
    gone, kept = owners
    names = ("lake", "control", "graph", "search", "vectors")
    given = {**{name: every_store[name] for name in names}, "objects": objects, "redis": store}
    everything = ErasedStores(**given, dagster=None, home=tmp_path)
    with stores.control.begin() as db:
        (slug,) = (slug for slug, one in organizations.list_ids(db).items() if one == gone)
    subject = find_subject.find_organization(everything, slug)
    told = erasing.erase(everything, subject, actor="test", why="x", tell=lambda *_: None).counts
    rows = ("facts", "statements", "names", "relations", "fact_texts", "episodes", "entities")
    places = [f"postgres operations.{name}" for name in (*rows, "quarantine")]
    places += ["postgres control.id_map", "postgres control.sagas", "graph TimelineEntity"]
    places += ["objects operations/episodes/", "redis operations:cache:facts:{owner_id}"]
    assert [one for one in places if not told.get(one)] == []
    assert_equal(stores, kept, "Ann")
    assert len(objects.list("operations/episodes")) == 1
    graph, vectors = stores.graph_facts(gone), stores.vector_facts(gone)
    assert graph is not None and vectors is not None
    assert (graph.history("unit 1", None), vectors.read(), ask(stores, gone)) == ([], [], [])
