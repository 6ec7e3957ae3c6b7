"""Facts as Graphiti's nodes and edges, and Graphiti kept to itself: no store, no network."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import dagster as dg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.operations.graphiti.as_edges import can_say, clamp, to_datetime, to_moment
from onevice_assets.operations.graphiti.assets import graphiti_facts
from onevice_assets.operations.graphiti.groups import facts_group, texts_group
from onevice_assets.operations.graphiti.load_facts import load_facts
from onevice_assets.operations.graphiti.ontology import (
    EDGE_TYPE_MAP,
    EDGE_TYPES,
    ENTITY_TYPES,
    choose_label,
)
from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER, start_of_day
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.statement import Interval
from resources.control_plane import organizations
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.embedding.static_vectors import StaticVectors
from resources.errors import ConfigurationError, InputError
from resources.graph_store import GraphStore
from resources.graphiti import engine
from resources.identity import new_id
from resources.object_store import Objects


def fact(start: int, end: int, since: int = 0, until: int = FOREVER) -> Fact:
    return Fact("unit 1", "driver", "Ann", Interval(start, end), Interval(since, until), new_id())


@settings(max_examples=25)
@given(st.integers(start_of_day(1) + 1, start_of_day(9999, 12, 31)))
def test_a_moment_goes_into_an_edge_and_comes_back_to_the_microsecond(moment: int) -> None:
    assert to_moment(to_datetime(moment), 0) == moment
    assert to_moment(clamp(moment), 0) == moment
    assert can_say(fact(BEGINNING, moment, moment))


def test_what_no_datetime_holds_cannot_be_said() -> None:
    assert can_say(fact(BEGINNING, FOREVER))
    assert to_datetime(BEGINNING) is None
    assert to_datetime(FOREVER) is None
    for year in (-430, 0, 1, 10_000):
        assert not can_say(fact(start_of_day(year), FOREVER))
        assert not can_say(fact(0, FOREVER, start_of_day(year)))


def test_a_name_has_the_type_that_its_facts_leave() -> None:
    drives, driven = ("driver", False), ("driver", True)
    assert choose_label("Ann", {drives}, {}) == ["Driver"]
    assert choose_label("unit 1", {driven}, {}) == []  # a unit, or a load
    assert choose_label("L-1", {driven, ("load", False)}, {}) == ["Load"]
    assert choose_label("unit 1", {driven, ("customer", False)}, {}) == []  # no type is both
    assert choose_label("unit 1", {driven}, {"unit 1": "Equipment"}) == ["Equipment"]
    assert choose_label("unit 1", {("colour", True)}, {"unit 1": "Colour"}) == []


def test_types_are_five_and_none_has_a_field_that_graphiti_keeps_for_itself() -> None:
    from graphiti_core.nodes import EntityNode

    assert sorted(ENTITY_TYPES) == ["Customer", "Driver", "Equipment", "Invoice", "Load"]
    for one in ENTITY_TYPES.values():
        assert not one.model_fields.keys() & EntityNode.model_fields.keys()
        assert one().model_dump() == dict.fromkeys(one.model_fields)
    for pair, names in EDGE_TYPE_MAP.items():
        assert set(pair) <= ENTITY_TYPES.keys()
        assert set(names) <= EDGE_TYPES.keys()


def test_a_group_is_an_organization_and_never_everybody() -> None:
    from graphiti_core.helpers import validate_group_id

    owner = new_id()
    assert facts_group(owner) == owner
    assert texts_group(owner) == f"{owner}_texts"
    assert validate_group_id(texts_group(owner))
    for wrong in ("", "acme", f"{owner}_texts"):
        with pytest.raises(InputError, match="no organization's id"):
            facts_group(wrong)


def test_without_neo4j_it_says_what_to_set_and_who_answers_instead() -> None:
    control = ControlPlane(url="postgresql://nobody@localhost:1/none")
    facts = PostgresFacts(control, new_id())
    with pytest.raises(ConfigurationError, match=r"NEO4J_URI.*`onevice timeline show"):
        load_facts(facts, GraphStore(), control, StaticVectors())


def test_nothing_is_reported_home_and_no_dotenv_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphiti_core.telemetry.telemetry import is_telemetry_enabled

    names = ["GRAPHITI_TELEMETRY_ENABLED", "PYTHON_DOTENV_DISABLED"]
    text = f"import os\nseen = [os.environ.get(name) for name in {names}]\n"
    (tmp_path / "graphiti_core.py").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "graphiti_core")
    monkeypatch.setenv(names[0], "true")
    monkeypatch.delenv(names[1], raising=False)
    engine._import_quietly()
    assert sys.modules["graphiti_core"].seen == ["false", "1"]
    assert names[1] not in os.environ, "others may read theirs"
    monkeypatch.delitem(sys.modules, "pytest")  # where it is there, Graphiti reports nothing
    assert not is_telemetry_enabled()
    assert "posthog" not in sys.modules


@pytest.mark.anyio
async def test_no_index_of_others_is_dropped_and_nobody_is_asked_unbidden() -> None:
    from graphiti_core.prompts.models import Message

    graph = GraphStore(uri="bolt://127.0.0.1:1", user="neo4j", password="x")
    async with engine.open_graphiti(graph, StaticVectors()) as opened:
        with pytest.raises(ConfigurationError, match="Nothing was dropped"):
            await opened.build_indices_and_constraints(delete_existing=True)
        await opened.build_indices_and_constraints()  # asks nobody: `prepare` does it
        with pytest.raises(ConfigurationError, match="graphiti read"):
            await opened.llm_client.generate_response([Message(role="user", content="?")])


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_without_a_neo4j_the_asset_fails_at_once_and_says_what_answers_instead(
    facts_database: ControlPlane, objects: Objects
) -> None:
    slug = f"o{new_id()}"
    with facts_database.begin() as db:
        organizations.find_or_add(db, slug, actor="test")
    stores = {"control": facts_database, "graph": GraphStore(uri=""), "objects": objects}
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("operations_organizations", [slug])
        run = dg.materialize(
            [graphiti_facts],
            resources={**stores, "embeddings": Embeddings(kind="local")},
            partition_key=slug,
            instance=instance,
            raise_on_error=False,
        )
    (failure,) = [one for one in run.all_events if one.is_step_failure]
    assert "onevice timeline show" in str(failure.step_failure_data.error_display_string)
