"""Publishing a website: what stands in the graph, and what a re-run changes (nothing)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from onevice_assets.brand_monitor.graph.build_graph import GraphRows, count_rows
from onevice_assets.brand_monitor.graph.graph_tables import to_tables
from onevice_assets.brand_monitor.graph.read_graph import read_graph, read_period_end
from onevice_assets.brand_monitor.graph.write_graph import publish
from onevice_assets.publishing.digest import digest_rows
from resources.errors import StoreError
from resources.graph_store import GraphSession, GraphStore
from resources.lake import Lake
from tests.graphs import dump
from tests.onevice_assets.brand_monitor.graph.build import DAY, build, new_world
from tests.onevice_assets.brand_monitor.graph.world import TOPICS, a_day_of_answers


@pytest.fixture
def rows(lake: Lake) -> GraphRows:
    return build(new_world(lake))


def counted(rows: GraphRows) -> dict[str, int]:
    return {**count_rows(rows.nodes), **count_rows(rows.edges)}


def holds(session: GraphSession, rows: GraphRows) -> bool:
    """Whether the graph, read back, is what was built, every property of it."""
    there = read_graph(session, rows.website_id)
    return digest_rows(to_tables(there)) == digest_rows(to_tables(rows))


def test_the_graph_holds_every_node_and_edge_built(graph: GraphStore, rows: GraphRows) -> None:
    with graph.session() as session:
        assert not holds(session, rows)
        publish(session, rows)
        assert holds(session, rows)
    assert all(counted(rows).values()), "the world has every kind of node and edge"


def test_publishing_the_same_rows_again_changes_nothing(graph: GraphStore, rows: GraphRows) -> None:
    with graph.session() as session:
        publish(session, rows)
        before = dump(session)
        publish(session, rows)
        assert dump(session) == before


def test_what_was_read_back_can_be_put_back(graph: GraphStore, lake: Lake) -> None:
    world = new_world(lake)
    with graph.session() as session:
        never = read_graph(session, world.website_id)
        publish(session, build(world))
        before, kept = dump(session), read_graph(session, world.website_id)
        world.write_day(DAY, a_day_of_answers()[2:4])
        publish(session, build(world))
        publish(session, kept)
        assert dump(session) == before
        publish(session, never)
        assert dump(session)[1] == []
        assert not [node for node in dump(session)[0] if world.website_id in node]


def test_an_edge_that_no_longer_holds_is_gone(graph: GraphStore, lake: Lake) -> None:
    world = new_world(lake)
    with graph.session() as session:
        publish(session, build(world))
        world.write_day(DAY, a_day_of_answers()[2:4])
        fewer = build(world)
        publish(session, fewer)
        assert holds(session, fewer)
        changed = dump(session)
    assert not [edge for edge in changed[1] if "'identity'" in edge]


def test_publishing_an_older_day_shows_the_older_period(graph: GraphStore, lake: Lake) -> None:
    world = new_world(lake)
    world.write_day("2026-11-10", a_day_of_answers()[:3])
    older, newer = build(world, "2026-11-10"), build(world)
    with graph.session() as session:
        publish(session, older)
        only_older = dump(session)[1]
        publish(session, newer)
        assert str(read_period_end(session, world.website_id)) == DAY
        publish(session, older)
        assert str(read_period_end(session, world.website_id)) == "2026-11-10"
        assert dump(session)[1] == only_older


def test_two_websites_share_brands_and_nothing_else(graph: GraphStore, lake: Lake) -> None:
    mine, theirs = new_world(lake), new_world(lake, "their.test")
    with graph.session() as session:
        publish(session, build(mine))
        alone = dump(session)
        publish(session, build(theirs))
        both = dump(session)
        publish(session, nothing(build(theirs)))
        assert dump(session)[1] == alone[1]
    assert len([n for n in both[0] if "'Brand'" in n]) == len(
        [n for n in alone[0] if "'Brand'" in n]
    )
    assert len(both[1]) == 2 * len(alone[1])


def nothing(rows: GraphRows) -> GraphRows:
    return GraphRows(
        rows.website_id,
        rows.period,
        {name: [] for name in rows.nodes},
        {name: [] for name in rows.edges},
    )


def test_superseded_prompts_leave_unless_the_window_refers_to_them(
    graph: GraphStore, lake: Lake
) -> None:
    world = new_world(lake)
    asked, unasked = next(iter(TOPICS)), "Which mascot is nicest"
    world.write_day(DAY, [one for one in a_day_of_answers() if one.topic != unasked])
    world.write_audience(retired=[asked, unasked])
    rows = build(world)
    kept = {row["id"]: row["is_active"] for row in rows.nodes["Intent"]}
    assert kept[world.prompt(asked)] is False
    assert world.prompt(unasked) not in kept
    with graph.session() as session:
        publish(session, rows)
        world.write_day(DAY, [one for one in a_day_of_answers() if one.topic != asked])
        publish(session, build(world))
        assert not [node for node in dump(session)[0] if world.prompt(asked) in node]


def test_an_edge_without_end_point_stops_the_publish_and_changes_nothing(
    graph: GraphStore, rows: GraphRows
) -> None:
    broken = rows.edges["RANKS_FOR"][0] | {"id": "new", "end": "nowhere"}
    wrong = GraphRows(
        rows.website_id,
        rows.period,
        rows.nodes,
        {**rows.edges, "RANKS_FOR": [broken, *rows.edges["RANKS_FOR"]]},
    )
    with graph.session() as session:
        publish(session, rows)
        before = dump(session)
        with pytest.raises(StoreError, match=r"RANKS_FOR wrote \d+ of \d+"):
            publish(session, wrong)
        assert dump(session) == before


def test_four_writers_of_one_website_leave_each_edge_once(
    graph: GraphStore, rows: GraphRows
) -> None:
    def write(_: int) -> None:
        with graph.session() as session:
            publish(session, rows)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with graph.session() as session:
        assert holds(session, rows)
        after: GraphSession = session
        assert len(dump(after)[1]) == sum(count_rows(rows.edges).values())


def test_a_brand_keeps_the_spelling_people_gave_it(graph: GraphStore, rows: GraphRows) -> None:
    brand = dict(rows.nodes["Brand"][0])
    spelt = [
        brand | {"name": "Zulu", "is_known": True},
        brand | {"name": "zulu", "is_known": False},
    ]
    with graph.session() as session:
        publish(session, rows)
        for one in spelt:
            publish(
                session,
                GraphRows(rows.website_id, rows.period, {**rows.nodes, "Brand": [one]}, rows.edges),
            )
        assert [node for node in dump(session)[0] if "'Zulu'" in node]
