"""The graph as a projection: what is built is what is read, and either can be put in place."""

from __future__ import annotations

from datetime import date

import pytest

from onevice_assets.brand_monitor.graph.projection import GraphProjection
from onevice_assets.publishing.digest import digest_rows
from onevice_assets.publishing.drift import compare_copies, tell_drift
from onevice_assets.publishing.projection import Scope
from resources.control_plane import brands
from resources.control_plane import websites as sites
from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement
from resources.graph_store import GraphStore
from resources.lake import Lake
from tests.graphs import dump
from tests.onevice_assets.brand_monitor.graph.build import DAY
from tests.onevice_assets.brand_monitor.graph.world import World, a_day_of_answers

_TOUCH = Statement(
    "tests.touch",
    "MATCH (a:Brand)-[r:RANKS_FOR]->(b:Intent) WITH r ORDER BY r.id LIMIT 1 "
    "SET r.count = 99 RETURN r.id AS id",
)
_DROP = Statement(
    "tests.drop",
    "MATCH (a:Concern)-[r:TRIGGERS]->(b:Intent) WITH collect(r) AS some UNWIND some AS r DELETE r",
)


def watch(lake: Lake, control: ControlPlane, organization: str = "default") -> Scope:
    """A website with a day of answers, of the default organization or another one."""
    with control.begin() as db:
        site = sites.add(db, url="https://demo.test/", organization=organization, actor="test")
        brands.track(db, site.id, "Firefox", "own", since=date(2026, 1, 1), actor="test")
    world = World(lake, site.id, site.key)
    world.write_audience()
    world.write_day(DAY, [*a_day_of_answers(), *a_day_of_answers("google")])
    return Scope(site.organization_id, site.id, site.key, date.fromisoformat(DAY))


@pytest.fixture
def projection(lake: Lake, control: ControlPlane, graph: GraphStore) -> GraphProjection:
    return GraphProjection(lake, control, graph)


def test_what_is_published_is_what_is_read(
    lake: Lake, control: ControlPlane, projection: GraphProjection
) -> None:
    scope = watch(lake, control)
    built = projection.build(scope)
    assert all(table.num_rows for table in built.values())
    projection.replace(scope, built)
    assert digest_rows(projection.read(scope)) == digest_rows(built)
    assert all(one.is_equal for one in compare_copies(projection, scope))


def test_a_change_by_hand_is_named_with_what_to_do(
    lake: Lake, control: ControlPlane, graph: GraphStore, projection: GraphProjection
) -> None:
    scope = watch(lake, control)
    projection.replace(scope, projection.build(scope))
    with graph.session() as session:
        [row] = session.change("touch", lambda t: t.read(_TOUCH))
        session.change("drop", lambda t: t.read(_DROP))
    told = tell_drift(compare_copies(projection, scope))
    assert f"graph RANKS_FOR of {scope.partition}" in told
    assert f"1 changed ({row['id']})" in told
    assert "graph TRIGGERS" in told
    assert "missing" in told
    assert "onevice rebuild" in told


def test_what_was_there_before_can_be_put_back(
    lake: Lake, control: ControlPlane, graph: GraphStore, projection: GraphProjection
) -> None:
    scope = watch(lake, control)
    before = projection.read(scope)
    projection.replace(scope, projection.build(scope))
    projection.replace(scope, before)
    assert digest_rows(projection.read(scope)) == digest_rows(before)
    with graph.session() as session:
        assert dump(session)[1] == []


def test_another_organization_on_the_same_domain_is_not_touched(
    lake: Lake, control: ControlPlane, projection: GraphProjection
) -> None:
    mine, theirs = watch(lake, control), watch(lake, control, "rival")
    assert mine.website_id != theirs.website_id
    for scope in (mine, theirs):
        projection.replace(scope, projection.build(scope))
    kept = digest_rows(projection.read(theirs))
    projection.replace(mine, projection.read(Scope("none", "none", mine.website, mine.day)))
    assert digest_rows(projection.read(theirs)) == kept


def test_a_day_that_another_publish_replaced_has_no_drift(
    lake: Lake, control: ControlPlane, projection: GraphProjection
) -> None:
    scope = watch(lake, control)
    World(lake, scope.website_id, scope.website).write_day("2026-11-20", a_day_of_answers())
    older = Scope(scope.organization_id, scope.website_id, scope.website, date(2026, 11, 20))
    projection.replace(scope, projection.build(scope))
    assert projection.replaced_by(older) == scope.day
    assert compare_copies(projection, older) == []
    assert projection.replaced_by(scope) is None
