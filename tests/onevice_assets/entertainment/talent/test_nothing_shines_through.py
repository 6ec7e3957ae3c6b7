"""What a role may not see changes nothing of what it is answered: no row, count, order or value."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from onevice_assets.entertainment.access.asker import Asker, ask_as
from onevice_assets.entertainment.access.door import Door
from onevice_assets.entertainment.access.question import Question
from onevice_assets.entertainment.access.witness import Notebook
from onevice_assets.entertainment.graph.check_rows import check_rows
from onevice_assets.entertainment.graph.derived.derive import derive
from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.levels import (
    LISTS,
    Protection,
    list_restricted,
    protection_of,
    protection_of_node,
    restrict,
    tell_protection,
)
from onevice_assets.entertainment.graph.model.projects import PROJECT_TYPES
from onevice_assets.entertainment.graph.model.rows import (
    END,
    START,
    GraphRows,
    Row,
    make_edge,
    make_node,
)
from onevice_assets.entertainment.graph.write_graph import publish
from onevice_assets.entertainment.talent import questions
from onevice_assets.entertainment.talent.credits import CREDITS, PERSON_WITH_CONTACT
from onevice_assets.entertainment.talent.discover import Wanted, discover_talent
from resources.graph_store import GraphStore
from resources.identity import derived_id

OURS = "org-levels"
TODAY = date(2026, 11, 22)
ROLES = ("Producer", "Sales", "Creative Director", "Guest")
CREDIT_TYPES = ("DIRECTED", "PRODUCED", "CREATIVE_DIRECTED")


def draw_level(drawn: random.Random) -> int:
    return drawn.choice((1, 2, 3, 4, 6, 6))


def node(drawn: random.Random, label: str, number: int, **told: Any) -> Row:
    """A node of a random level; each property is told by a document of its own."""
    own = Protection(draw_level(drawn))
    uuid = derived_id(TODAY, "levels", label, number)
    level = NODES[label].level_property
    seen = {
        name: Protection(draw_level(drawn), drawn.choice(((), (), ("legal",))))
        for name in told
        if label in ("Person", "Project") and name not in ("roleType", "currency", "name")
    }
    name = f"{label} {number}"
    properties = {"name": name, **told, **tell_protection(own, level), **restrict(seen, own)}
    return make_node(label, OURS, uuid, **properties)


def draw_rows(seed: int) -> GraphRows:
    """People, projects, companies and concepts, every one and every tie of a random level."""
    drawn = random.Random(seed)
    statuses = ("Union", "Non-Union")
    people = [node(drawn, "Person", n, roleType="Director", phone=f"+1-555-010{n}",
                   unionStatus=drawn.choice(statuses)) for n in range(8)]  # fmt: skip
    ends = ("Completed", "Cancelled")
    budgets = (40_000.0, 80_000.0, 400_000.0)
    projects = [node(drawn, "Project", n, type=drawn.choice(PROJECT_TYPES), currency="USD",
                     totalBudget=drawn.choice(budgets), status=drawn.choice(ends),
                     completionDate=date(2020 + n % 6, 1 + n, 1)) for n in range(9)]  # fmt: skip
    companies = [node(drawn, "Organization", n) for n in range(3)]
    concepts = [node(drawn, "CreativeConcept", n) for n in range(4)]
    ties = [
        *((kind, people, projects, 12) for kind in CREDIT_TYPES),
        ("FOR_CLIENT", projects, companies, 9),
        ("INCORPORATES", projects, concepts, 18),
    ]
    edges = {kind: [tie(drawn, kind, a, b)
                    for a, b in drawn.sample([(a, b) for a in starts for b in ends], count)]
             for kind, starts, ends, count in ties}  # fmt: skip
    nodes = {"Person": people, "Project": projects, "Organization": companies}
    return GraphRows(OURS, {**nodes, "CreativeConcept": concepts}, edges)


def tie(drawn: random.Random, kind: str, start: Row, end: Row) -> Row:
    own = Protection(draw_level(drawn))
    paid = {"compensation": 100.0} if kind == "DIRECTED" else {}
    seen = {name: Protection(draw_level(drawn)) for name in paid}
    told = {**paid, **tell_protection(own), **restrict(seen, own)}
    return make_edge(kind, OURS, start["id"], end["id"], **told)


def take_away(rows: GraphRows, asker: Asker) -> GraphRows:
    """The same graph as if nothing that the asker may not see had ever been told."""
    nodes = {label: [without(label, one, asker) for one in some
                     if asker.may_see(protection_of_node(NODES[label], one))]
             for label, some in rows.nodes.items()}  # fmt: skip
    there = {one["id"] for some in nodes.values() for one in some}
    edges = {kind: [without(kind, one, asker) for one in some
                    if {one[START], one[END]} <= there and asker.may_see(protection_of(one))]
             for kind, some in rows.edges.items()}  # fmt: skip
    return GraphRows(OURS, nodes, edges)


def without(label: str, row: Row, asker: Asker) -> Row:
    told = list_restricted(row)
    hidden = {name for name, seen in told.items() if not asker.may_see(seen)}
    left = {n: v for n, v in row.items() if n not in hidden and n not in LISTS}
    if label == "Person" and "unionStatus" in hidden:
        left["unionStatus"] = "Unknown"
    level = NODES[label].level_property if label in NODES else "sensitivityLevel"
    seen = {name: one for name, one in told.items() if name not in hidden}
    return {**left, **restrict(seen, protection_of(row, level))}


def ask_everything(graph: GraphStore, rows: GraphRows, asker: Asker) -> dict[str, str]:
    """What every question answers, by its name and parameters."""
    door = Door(graph, asker, Notebook())
    ids = {label: [one["id"] for one in some] for label, some in rows.nodes.items()}
    found = {label: [{"id": one, "score": 0.5} for one in some] for label, some in ids.items()}
    asked: list[tuple[Question, dict[str, Any]]] = [
        *((one, {"candidates": found.get(label, []), "limit": 50})
          for label, one in questions.FOUND.items()),
        *((one, {"anchors": ids[label][:3], "limit": 50})
          for label, one in questions.BESIDE.items()),
        *((one, {"id": person}) for one in (PERSON_WITH_CONTACT, *CREDITS.values())
          for person in ids["Person"][:4]),
    ]  # fmt: skip
    tier = ["$50k-100k", "$300k+"] if asker.sees(2) else None
    for kind in (None, "Commercial"):
        asked += [
            (questions.SIMILAR_PROJECTS, {"like": like, "limit": 50, "type": kind,
             "candidates": found["Project"], "tier": tier and tier[0]})
            for like in ("", ids["Project"][0])
        ]  # fmt: skip
        for union in (None, "Union", "Unknown"):
            asked.append((questions.SIMILAR_TALENT, {
                "candidates": found["Person"], "like": "", "type": kind, "tiers": tier,
                "union": union, "limit": 50}))  # fmt: skip
    for union in (None, "Union", "Unknown"):
        asked.append((questions.LIST_PEOPLE, {"after_name": "", "after_id": "", "role": None,
                      "union": union, "since": date(2022, 6, 1), "limit": 50}))  # fmt: skip
    told = {
        f"{one.name} {json.dumps(given, default=str)}": tell(door.ask(one, **given).rows)
        for one, given in asked
    }
    for union, since in (
        (None, None),
        ("Union", None),
        ("Unknown", None),
        (None, date(2022, 6, 1)),
    ):
        wanted = Wanted("Director", union, None, tier, since)
        told[f"discover {union} {since}"] = tell(discover_talent(door, wanted).rows)
    return told


def tell(rows: Any) -> str:
    return json.dumps([{n: sorted(v) if n == "recent" and len(v) == 3 else v
                        for n, v in row.items()} for row in rows], default=dict)  # fmt: skip


@pytest.fixture
def held(graph: GraphStore) -> Iterator[GraphStore]:
    yield graph
    with graph.session() as session:
        publish(session, GraphRows(OURS))


def hold(graph: GraphStore, rows: GraphRows) -> None:
    with graph.session() as session:
        publish(session, check_rows(derive(rows, TODAY)))


@pytest.mark.parametrize("seed", [1, 2])
def test_an_answer_is_the_same_as_if_what_is_hidden_had_never_been_told(
    held: GraphStore, seed: int
) -> None:
    rows = draw_rows(seed)
    askers = [ask_as(OURS, role, name="user:1") for role in ROLES]
    hold(held, rows)
    whole = [ask_everything(held, rows, asker) for asker in askers]
    assert len({json.dumps(one) for one in whole}) == len(ROLES)
    for asker, told in zip(askers, whole, strict=True):
        hold(held, take_away(rows, asker))
        alone = ask_everything(held, rows, asker)
        different = {n: (told[n], alone[n]) for n in told if told[n] != alone[n]}
        assert not different, "\n".join(
            f"{n[:60]}\n  {a}\n  {b}" for n, (a, b) in different.items()
        )
