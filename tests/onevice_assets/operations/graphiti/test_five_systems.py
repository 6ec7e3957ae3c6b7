"""All five systems in one Neo4j: each one's dump is, byte for byte, its dump alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from onevice_assets.brand_monitor.graph.write_graph import publish as publish_brands
from onevice_assets.campaigns.memory.brand_memory import BrandMemory
from onevice_assets.campaigns.projections.arrow_rows import from_tables, to_tables
from onevice_assets.campaigns.projections.write_memory import replace_memory
from onevice_assets.entertainment.graph.write_graph import publish as publish_talent
from onevice_assets.intents.patterns.graph.write_graph import publish as publish_patterns
from onevice_assets.operations.graphiti.load_facts import load_facts, take_away
from onevice_assets.operations.timeline.calendar import FOREVER, start_of_day
from onevice_assets.operations.timeline.graph.facts import GraphFacts
from onevice_assets.operations.timeline.statement import Interval, Statement
from resources.control_plane.campaign_clients import Client
from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement as Cypher
from resources.embedding.static_vectors import StaticVectors
from resources.graph_store import GraphSession, GraphStore
from resources.identity import derived_id
from resources.lake import Lake
from resources.migrations.neo4j.compare import GRAPHITI, compare_schema
from resources.migrations.neo4j.steps import STEPS
from tests.graphs import dump
from tests.onevice_assets.brand_monitor.graph.build import build, new_world
from tests.onevice_assets.campaigns.decisions.market import make_rows
from tests.onevice_assets.entertainment.graph.test_write_graph import small
from tests.onevice_assets.intents.test_write_graph import dig
from tests.onevice_assets.operations.graphiti.conftest import indexes, wipe

pytestmark = [
    pytest.mark.server("ONEVICE_TEST_NEO4J_URI"),
    pytest.mark.timeout(900),  # a new Neo4j plans some 300 statements of five systems
]

Write = Callable[[GraphSession], object]
Dump = dict[str, list[str]]
GROUPS = Cypher("tests.groups", "MATCH (n:Entity) RETURN DISTINCT n.group_id AS group")
BORN = datetime(2026, 11, 20, tzinfo=UTC)
LABELS = {
    "brand_monitor": {
        *("Brand", "LLMProvider", "BeliefType", "ICP", "Conversation", "Intent", "Concern"),
        "Publication",
    },
    "entertainment": {"Person", "Project", "EntertainmentPublication"},
    "campaigns": {"Droom"},
    "intents": {"Pattern", "PatternPublication"},
    "operations": {"TimelineEntity", "Entity"},
}


@pytest.fixture(scope="module")
def systems(
    neo4j: GraphStore, facts_database: ControlPlane, embedder: StaticVectors, tmp_path_factory: Any
) -> Iterator[dict[str, Write]]:
    """How each system writes its own graph; what it writes is the same each time."""
    days = build(new_world(Lake(url=tmp_path_factory.mktemp("lake").as_uri())))
    owner = derived_id(BORN, "tests.organizations", "studio")
    client = Client(
        *(derived_id(BORN, "tests.clients", "loft"), owner, "studio", "studio.loft", "loft"),
        *("Loft", "service", None, BORN),
    )
    facts = _facts(facts_database)

    def write_operations(session: GraphSession) -> None:
        GraphFacts(neo4j, facts.organization_id).apply(facts.everything())
        load_facts(facts, neo4j, facts_database, embedder)

    yield {
        "brand_monitor": lambda session: publish_brands(session, days),
        "entertainment": lambda session: publish_talent(session, small()),
        "campaigns": lambda session: replace_memory(
            BrandMemory(session, client.id), client.organization_id, _market(client)
        ),
        "intents": lambda session: publish_patterns(session, dig()),
        "operations": write_operations,
    }
    take_away(neo4j, facts.organization_id)


def _market(client: Client) -> Any:
    """A client's graph as it comes out of the lake."""
    return from_tables(client.id, to_tables(client.id, client.organization_id, make_rows(client)))


def _facts(control: ControlPlane) -> Any:
    from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
    from resources.control_plane import organizations
    from resources.identity import new_id
    from tests.onevice_assets.operations.histories import RELATIONS

    with control.begin() as db:
        facts = PostgresFacts(control, organizations.find_or_add(db, f"o{new_id()}", actor="test"))
    for relation in RELATIONS.values():
        facts.declare(relation, actor="test")
    # names that other systems have too: what they share is spelling
    said = [("unit 1", "driver", "Person 1"), ("Film 0", "customer", "Aino"), ("a", "driver", "b")]
    march = start_of_day(2024, 3)
    list(
        facts.record(
            Statement(new_id(), *words, Interval(march + n, FOREVER), march + n)
            for n, words in enumerate(said)
        )
    )
    return facts


def alone(neo4j: GraphStore, write: Write) -> Dump:
    with neo4j.session() as session:
        wipe(session)
        write(session)
        nodes, edges = dump(session)
        return {"nodes": nodes, "edges": edges}


def own(held: Dump, system: str) -> Dump:
    """What of a dump is a system's: nodes by their labels, edges by those of their beginning."""
    return {kind: [one for one in some if _owner(one) == system] for kind, some in held.items()}


def _owner(line: str) -> str | None:
    labels = set(re.findall(r"'(\w+)'", line.partition("]")[0])) if line.startswith("([") else set()
    found = [system for system, some in LABELS.items() if labels & some]
    assert len(found) == 1, line[:200]
    return found[0]


@pytest.fixture(scope="module")
def each_alone(neo4j: GraphStore, systems: dict[str, Write]) -> dict[str, Dump]:
    return {system: alone(neo4j, write) for system, write in systems.items()}


def test_each_system_among_all_is_what_it_is_alone(
    neo4j: GraphStore, systems: dict[str, Write], each_alone: dict[str, Dump]
) -> None:
    with neo4j.session() as session:
        wipe(session)
        for write in reversed(systems.values()):  # Graphiti first: the others' come upon its nodes
            write(session)
        nodes, edges = dump(session)
        for system, held in each_alone.items():
            assert held["nodes"], system
            assert held["edges"], system
            assert own({"nodes": nodes}, system)["nodes"] == held["nodes"], system
        assert edges == sorted(one for held in each_alone.values() for one in held["edges"])
        for write in systems.values():  # again: nothing of anybody's
            write(session)
        again = dump(session)
        assert [one for one in again[0] if "revision" not in one] == [
            one for one in nodes if "revision" not in one
        ]
        assert again[1] == edges


def test_graphiti_goes_and_leaves_the_other_four(
    neo4j: GraphStore, systems: dict[str, Write], each_alone: dict[str, Dump]
) -> None:
    with neo4j.session() as session:
        wipe(session)
        for write in systems.values():
            write(session)
        nodes, edges = dump(session)
        (group,) = {str(row["group"]) for row in session.read(GROUPS)}
        take_away(neo4j, group)
        left = dump(session)
    assert left[0] == [one for one in nodes if "'Entity'" not in one]
    assert left[1] == [one for one in edges if not one.startswith("('RELATES_TO'")]
    assert len(left[1]) < len(edges)


def test_no_index_of_graphiti_is_ours_or_stands_in_the_way_of_a_migration(
    neo4j: GraphStore, each_alone: dict[str, Dump]
) -> None:
    with neo4j.session() as session:
        there = indexes(session)
        assert there.keys() > GRAPHITI
        assert compare_schema(session, STEPS) == []
        steps = " ".join(text.text for step in STEPS for text in step.up)
    from graphiti_core.driver.driver import GraphProvider
    from graphiti_core.graph_queries import get_fulltext_indices, get_range_indices

    made = [*get_range_indices(GraphProvider.NEO4J), *get_fulltext_indices(GraphProvider.NEO4J)]
    names = {re.findall(r"INDEX (\w+) IF NOT", text)[0] for text in made}
    assert not names & set(re.findall(r"(?:INDEX|CONSTRAINT) (\w+) IF NOT", steps))
    assert not any("CONSTRAINT" in text for text in made)
    types = set(re.findall(r":(\w+)\b", " ".join(made)))
    shared = types & set(re.findall(r":(\w+)[)\]]", steps))
    assert shared == {"MENTIONS"}
    assert {name for name in names if "mention" in name} == GRAPHITI
