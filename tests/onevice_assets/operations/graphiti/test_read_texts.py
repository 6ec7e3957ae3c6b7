"""Free text through Graphiti, where a provider answers as a model would: booked, once, apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from onevice_assets.operations.graphiti.facts import GraphitiFacts
from onevice_assets.operations.graphiti.groups import texts_group
from onevice_assets.operations.graphiti.load_facts import load_facts
from onevice_assets.operations.graphiti.read_texts import FreeText, Reader
from onevice_assets.operations.timeline.calendar import FOREVER, start_of_day
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.statement import Interval, Statement
from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement as Cypher
from resources.embedding.static_vectors import StaticVectors
from resources.errors import BudgetError, ConfigurationError, InputError
from resources.graph_store import GraphStore
from resources.identity import new_id
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from tests.one_provider import KEY, forget_other_keys
from tests.onevice_assets.operations.graphiti.conftest import wipe
from tests.provider_server import Plan, ProviderServer, Seen

pytestmark = pytest.mark.server("ONEVICE_TEST_NEO4J_URI")

SAID = datetime(2024, 3, 3, 9, tzinfo=UTC)
EQUIPMENT, DRIVER = 2, 3  # Graphiti numbers the types in their order, from 1
EDGES = Cypher(
    "tests.edges_of_group",
    "MATCH (a:Entity)-[e:RELATES_TO]->(b:Entity) WHERE e.group_id = $group "
    "RETURN a.name AS subject, labels(a) AS labels, e.name AS relation, b.name AS object, "
    "e.valid_at AS valid_at, e.invalid_at AS invalid_at, e.expired_at AS expired_at "
    "ORDER BY object",
)


class Model(ProviderServer):
    """Finds one driver of unit 1234 in each text; a second one contradicts the first."""

    def decide(self, seen: Seen) -> Plan:
        super().decide(seen)
        return Plan(text=json.dumps(self._answer(_wanted(seen.body), str(seen.body))))

    def _answer(self, wanted: str, asked: str) -> dict[str, Any]:
        who, day = ("Bob", "10") if "Bob" in asked.partition("Bob took")[1] else ("Ann", "03")
        fact = f"{who} took over unit 1234 on {day} March"
        entities = [("unit 1234", EQUIPMENT), (who, DRIVER)]
        answers: dict[str, dict[str, Any]] = {
            "ExtractedEntities": {
                "extracted_entities": [
                    {"name": name, "entity_type_id": kind} for name, kind in entities
                ]
            },
            "ExtractedEdges": {
                "edges": [
                    {
                        "source_entity_name": "unit 1234",
                        "target_entity_name": who,
                        "relation_type": "driver",
                        "fact": fact,
                        "valid_at": f"2024-03-{day}T00:00:00Z",
                    }
                ]
            },
            "NodeResolutions": {"entity_resolutions": []},
            "EdgeDuplicate": {
                "duplicate_facts": [],
                "contradicted_facts": [0] if who == "Bob" else [],
            },
            "SummarizedEntities": {"summaries": []},
            "Equipment": {"unit_number": "1234"},
            "Driver": {"phone": None},
        }
        return answers[wanted]


def _wanted(body: dict[str, Any]) -> str:
    """Name of the schema that is asked for, in either wire format."""
    form = body.get("response_format", {}).get("json_schema") or body["text"]["format"]
    return str(form["name"])


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    forget_other_keys(monkeypatch)
    with Model().running() as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        assert isinstance(server, Model)
        yield server


@pytest.fixture
def reader(
    neo4j: GraphStore, facts: PostgresFacts, facts_database: ControlPlane, objects: Objects
) -> Reader:
    with neo4j.session() as session:
        wipe(session)
    llm = LanguageModels(first_wait_s=0.01)
    return Reader(neo4j, facts_database, objects, llm, StaticVectors(), facts.organization_id)


def message(text: str, said: datetime = SAID, **more: str) -> FreeText:
    given = {"id": new_id(), "name": "message", "source": "sms", **more}
    return FreeText(text=text, said_at=said, came_at=said + timedelta(hours=1), **given)


def edges(reader: Reader) -> list[dict[str, Any]]:
    with reader.graph.session() as session:
        return session.read(EDGES, group=texts_group(reader.organization_id))


def test_a_text_is_read_once_booked_and_closes_no_fact_of_the_timeline(
    reader: Reader, model: Model, facts: PostgresFacts
) -> None:
    day = start_of_day(2024, 3)
    told = Statement(new_id(), "unit 1234", "driver", "Cy", Interval(day, FOREVER), day)
    list(facts.record([told]))
    load_facts(facts, reader.graph, reader.control, StaticVectors())
    first = message("Ann took over unit 1234 on 3 March.")
    found = reader.read(first)
    assert found.entities == (("Ann", "Driver"), ("unit 1234", "Equipment"))
    assert found.facts == ("Ann took over unit 1234 on 03 March",)
    calls = len(model.calls)
    with reader.control.begin() as db:
        booked = db.exec_driver_sql(
            "SELECT count(*), sum(cost_usd) FROM control.llm_attempts "
            "WHERE organization_id = %(id)s AND purpose = 'graphiti' AND status = 'succeeded'",
            {"id": reader.organization_id},
        ).one()
    assert booked[0] == calls > 2
    assert booked[1] > 0
    assert reader.read(first).was_there
    assert len(model.calls) == calls, "nothing was asked again"
    ended = reader.read(message("Bob took over unit 1234 on 10 March.", SAID + timedelta(days=7)))
    assert ended.ended == ("Ann took over unit 1234 on 03 March",)
    ann, bob = edges(reader)
    assert (ann["object"], bob["object"]) == ("Ann", "Bob")
    assert set(ann["labels"]) == {"Entity", "Equipment"}
    assert ann["relation"] == "driver"
    assert ann["invalid_at"] == bob["valid_at"] == datetime(2024, 3, 10, tzinfo=UTC)
    assert ann["expired_at"] is not None
    asked = GraphitiFacts(reader.graph, facts.organization_id)
    assert asked.history("unit 1234", None) == facts.history("unit 1234", None) != []
    with pytest.raises(InputError, match="another text"):
        reader.read(message("Something else.", id=first.id))


def test_without_money_a_provider_or_a_text_nothing_is_asked(
    reader: Reader, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="no text"):
        reader.read(message("  "))
    poor = Reader(**{**vars(reader), "llm": LanguageModels(max_usd=0.0)})
    with pytest.raises(BudgetError, match="MAX_USD"):
        poor.read(message("Ann took over unit 1234 on 3 March."))
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(ConfigurationError, match="no provider has a key"):
        reader.read(message("Ann took over unit 1234 on 3 March."))
    assert model.calls == []
    assert edges(reader) == []
    assert reader.llm.budget_usd > Decimal(0)
