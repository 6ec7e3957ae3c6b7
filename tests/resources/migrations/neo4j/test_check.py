"""Drift of a graph's schema: every difference has a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.graph_store import GraphStore
from resources.migrations.store_migrations import Drift
from tests.resources.migrations.neo4j.conftest import EDGES_BACK, migrations, send

A_ID = "UNIQUE TestsA(id)"


@pytest.mark.parametrize(
    ("hand", "drifts"),
    [
        ([], []),
        (["DROP CONSTRAINT tests_a_id"], [Drift("constraint tests_a_id", A_ID, "")]),
        ([EDGES_BACK[:-1]], [Drift("constraint tests_r_id", "UNIQUE [TESTS_R](id)", "")]),
        (
            ["DROP INDEX tests_a_name", "CREATE INDEX tests_a_name FOR (n:TestsA) ON (n.other)"],
            [Drift("index tests_a_name", "RANGE TestsA(name)", "RANGE TestsA(other)")],
        ),
        (
            ["CREATE INDEX tests_more FOR (n:TestsA) ON (n.more)"],
            [Drift("index tests_more", "", "RANGE TestsA(more)")],
        ),
        (["CREATE INDEX tests_else FOR (n:SomebodyElse) ON (n.more)"], []),
    ],
)
def test_each_difference_is_named(
    bare: GraphStore, folder: Path, hand: list[str], drifts: list[Drift]
) -> None:
    steps = migrations(bare, folder)
    steps.up()
    with bare.session() as session:
        for text in hand:
            send(session, text)
    assert steps.check() == drifts


def test_steps_that_are_missing_are_drift(bare: GraphStore, folder: Path) -> None:
    steps = migrations(bare, folder)
    steps.up("0001")
    assert [one.place for one in steps.check()] == [
        "version 0002",
        "constraint tests_r_id",
        "index tests_a_name",
    ]
