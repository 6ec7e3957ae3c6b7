"""What the questions answer on a real graph, and that no role is told of what it may not see."""

from __future__ import annotations

import ast
import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevice_assets.entertainment.access.roles import ROLES
from onevice_assets.entertainment.measuring.load_graph import _CREATE_NODES
from onevice_assets.entertainment.measuring.made_up_graph import MadeUp
from onevice_assets.entertainment.talent import questions
from onevice_assets.entertainment.talent.discover import Wanted, discover_talent
from onevice_assets.entertainment.talent.find import find_by_words, find_hybrid
from onevice_assets.entertainment.talent.forget import forget_organization
from onevice_assets.entertainment.talent.list_people import Listed as Listing
from onevice_assets.entertainment.talent.list_people import list_people
from onevice_assets.entertainment.talent.similar import (
    Like,
    find_similar_projects,
    find_similar_talent,
)
from onevice_assets.entertainment.talent.union_rules import find_union_rules
from resources.errors import MissingDataError, StoreError
from resources.graph_store import GraphStore
from resources.redis_store import RedisStore
from tests.onevice_assets.entertainment.talent.conftest import Listed, Open
from tests.stores import keys_of

ROOT = Path(__file__).resolve().parents[4]


def rows_of(made: MadeUp) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for _, rows in made.nodes() for row in rows}


def all_ids(made: MadeUp, prefix: str) -> list[str]:
    return [one for one in rows_of(made) if one.startswith(prefix)]


def visible(row: dict[str, Any], clearance: int, groups: set[str]) -> bool:
    level = row.get("visibilityLevel", row.get("sensitivityLevel", 6))
    needed = set(row.get("accessGroups") or ())
    return level >= clearance and (clearance == 1 or not needed or bool(needed & groups))


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("groups", [set(), {"assigned_team"}])
def test_counts_and_names_come_from_what_a_role_may_see_alone(
    made: MadeUp, open_door: Open, role: str, groups: set[str]
) -> None:
    door, rows = open_door(role, groups=groups), rows_of(made)
    clearance = door.asker.clearance
    since = date(2025, 1, 1)
    tiers = ["$0-50k", "$300k+"] if clearance <= 2 else None
    counted: dict[str, dict[date, str]] = {}
    for number, director in enumerate(made.directors):
        project = rows[made.id_of("proj", number)]
        fits = project["completionDate"] >= since and (not tiers or project["budgetTier"] in tiers)
        if fits and visible(project, clearance, groups):
            found = counted.setdefault(made.id_of("person", director), {})
            found[project["completionDate"]] = project["name"]
    expected = {
        one: len(names) for one, names in counted.items()
        if visible(rows[one], clearance, groups) and rows[one]["unionStatus"] == "Union"
    }  # fmt: skip
    wanted = Wanted("Director", union="Union", tiers=tiers, since=since, least=1)
    answer = discover_talent(door, wanted, limit=100)
    assert {one["p"]["id"]: one["projects"] for one in answer.rows} == expected
    for one in answer.rows:
        newest = sorted(counted[one["p"]["id"]].items(), reverse=True)
        assert one["recent"] == [name for _, name in newest[:5]]
    order = [one["projects"] for one in answer.rows]
    assert order == sorted(order, reverse=True)


def test_similar_projects_share_a_concept_and_fit_the_filters(
    made: MadeUp, open_door: Open
) -> None:
    ids, rows = all_ids(made, "proj"), rows_of(made)
    like, finder = ids[3], Listed(meaning={("Project", "*"): ids})
    answer = find_similar_projects(
        open_door(), finder, Like(like), type="Commercial", tier="$0-50k", limit=5
    )
    assert len(answer.rows) == 5
    for one in answer.rows:
        assert one["p"]["id"] != like
        assert (one["p"]["type"], one["p"]["budgetTier"]) == ("Commercial", "$0-50k")
        assert set(one["shared"]) == set(one["p"]["concepts"]) & set(rows[like]["concepts"])
    assert [one["score"] for one in answer.rows] == sorted(
        (one["score"] for one in answer.rows), reverse=True
    )


def test_more_of_what_is_near_is_looked_at_where_too_little_of_it_fits(
    made: MadeUp, open_door: Open
) -> None:
    ids, rows = all_ids(made, "proj"), rows_of(made)
    late = [one for one in ids if rows[one]["budgetTier"] == "$300k+"]
    finder = Listed(meaning={("Project", "neon"): [one for one in ids if one not in late] + late})
    answer = find_similar_projects(open_door(), finder, Like(text="neon"), tier="$300k+")
    assert answer.rows
    assert finder.asked[0][2] == 500, "a filter leaves few of them"
    finder.asked.clear()
    assert len(find_similar_projects(open_door(), finder, Like(text="neon"), limit=100).rows) > 10
    depths = [depth for _, _, depth in finder.asked]
    assert depths[0] == 100
    assert len(depths) > 1
    assert all(after >= 2 * before for before, after in pairwise(depths))


def test_similar_talent_directed_what_is_asked_for(made: MadeUp, open_door: Open) -> None:
    finder = Listed(meaning={("Person", "neon"): all_ids(made, "person")})
    answer = find_similar_talent(
        open_door(), finder, Like(text="neon"), type="Music Video", tiers=["$0-50k"], union="Union"
    )
    rows = rows_of(made)
    assert answer.rows
    for one in answer.rows:
        number = next(n for n in range(200) if made.id_of("person", n) == one["p"]["id"])
        projects = [rows[made.id_of("proj", n)] for n, who in enumerate(made.directors)
                    if who == number]  # fmt: skip
        fitting = [p for p in projects
                   if p["type"] == "Music Video" and p["budgetTier"] == "$0-50k"]  # fmt: skip
        assert one["projects"] == len(fitting)
        latest = sorted(fitting, key=lambda p: (-p["completionDate"].toordinal(), p["id"]))
        assert list(one["recent"]) == [p["name"] for p in latest[:5]]


@pytest.mark.parametrize("known", ["person_nothing", "", "' OR 1=1 //"])
def test_an_unknown_id_is_told(open_door: Open, known: str) -> None:
    if known:
        with pytest.raises(MissingDataError, match="talent search"):
            find_similar_talent(open_door(), Listed(), Like(known))


def test_a_hidden_one_and_one_that_is_not_there_are_told_alike(
    made: MadeUp, open_door: Open
) -> None:
    hidden = next(one["id"] for one in rows_of(made).values() if one.get("visibilityLevel") == 1)
    told = []
    for one in (hidden, "person_nobody"):
        with pytest.raises(MissingDataError) as error:
            find_similar_talent(open_door("Guest"), Listed(), Like(one))
        told.append(str(error.value).replace(one, "…"))
    assert told[0] == told[1]


def test_another_organization_is_never_seen(made: MadeUp, open_door: Open) -> None:
    theirs = MadeUp("org-theirs", made.size)
    ids = [theirs.id_of("person", n) for n in range(200)]
    finder = Listed(words={("Person", "a"): ids}, meaning={("Person", "a"): ids})
    assert find_hybrid(open_door(), finder, "Person", "a").hits == ()
    assert find_similar_talent(open_door(), finder, Like(text="a")).rows == ()


def test_pages_show_everybody_once_in_order(made: MadeUp, open_door: Open) -> None:
    seen, page = [], ""
    while True:
        found = list_people(open_door(), Listing(), size=33, page=page)
        seen += [(one["p"]["name"], one["p"]["id"]) for one in found.rows]
        if not (page := found.next):
            break
    assert len(seen) == 200
    assert seen == sorted(seen)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    names=st.lists(st.text("ABab z", min_size=1, max_size=4), max_size=5),
    size=st.integers(20, 90),
)
def test_whoever_is_there_throughout_is_on_one_page_while_others_come(
    graph_server: GraphStore, made: MadeUp, open_door: Open, names: list[str], size: int
) -> None:
    before, page, seen = set(all_ids(made, "person")), "", []
    with graph_server.session() as session:
        for turn in range(100):
            found = list_people(open_door(), Listing(), size=size, page=page)
            seen += [one["p"]["id"] for one in found.rows]
            if not (page := found.next):
                break
            come = [
                {"id": f"person_new_{len(seen)}_{turn}_{n}_{name}_{size}", "name": name,
                 "organization_id": made.organization_id, "visibilityLevel": 6}
                for n, name in enumerate(names)
            ]  # fmt: skip
            known = set(session_ids(session, made))
            session.write(_CREATE_NODES["Person"], [c for c in come if c["id"] not in known])
    assert sorted(one for one in seen if one in before) == sorted(before)
    assert len(seen) == len(set(seen))


def session_ids(session: Any, made: MadeUp) -> list[str]:
    from resources.cypher import Statement

    text = "MATCH (p:Person) WHERE p.organization_id = $o RETURN p.id AS id"
    return [one["id"] for one in session.read(Statement("tests.ids", text), o=made.organization_id)]


def test_a_hybrid_search_puts_first_what_several_sources_find(
    made: MadeUp, open_door: Open
) -> None:
    ids = all_ids(made, "proj")
    finder = Listed(
        words={("Project", "neon"): ids[:8]}, meaning={("Project", "neon"): ids[7:2:-1]}
    )
    found = find_hybrid(open_door(), finder, "Project", "neon", limit=8)
    best = found.hits[0]
    assert set(best.ranks) == {"words", "meaning"}
    assert any(set(one.ranks) == {"network"} for one in found.hits)
    assert not found.left_out


def test_without_vectors_a_hybrid_search_goes_on_and_says_so(made: MadeUp, open_door: Open) -> None:
    finder = Listed(words={("Person", "neon"): all_ids(made, "person")[:3]})
    found = find_hybrid(open_door(), finder, "Person", "neon")
    assert found.hits
    assert "meaning" in found.left_out
    with pytest.raises(StoreError, match="Neither"):
        find_hybrid(open_door(), Listed(), "Person", "neon")
    with pytest.raises(MissingDataError):
        find_by_words(open_door(), Listed(), "Person", "neon")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_search_tells_a_role_of_a_hidden_node_or_value(
    made: MadeUp, open_door: Open, role: str
) -> None:
    door, rows = open_door(role), rows_of(made)
    ids = {label: all_ids(made, prefix) for label, prefix in
           (("Person", "person"), ("Project", "proj"))}  # fmt: skip
    finder = Listed(words={(label, "x"): of for label, of in ids.items()},
                    meaning={(label, "x"): of for label, of in ids.items()})  # fmt: skip
    for label in ids:
        for one in find_hybrid(door, finder, label, "x", limit=100).hits:
            assert visible(rows[one.node["id"]], door.asker.clearance, set())
            text = json.dumps(dict(one.node))
            assert ("totalBudget" in text or "dayRate" in text) <= (door.asker.clearance == 1)
            assert ("@example.com" in text) <= (door.asker.clearance <= 3)


@pytest.mark.redis
def test_union_rules_are_kept_until_the_graph_is_published(
    store: RedisStore, open_door: Open
) -> None:
    door = open_door("Guest", store)
    rules = find_union_rules(door, "iatse", "California", 2026)
    assert (rules["state"], rules["year"], rules["rates_year"]) == ("CA", 2026, 2024)
    assert rules["currentRates_scale_daily"] == 450.0
    key = f"{store.namespace}entertainment:union_rules:org-mine/IATSE:CA:2026"
    assert key in keys_of(store)
    nowhere: Any = None
    away = type(door)(nowhere, door.asker, door.witness, store)
    assert find_union_rules(away, "IATSE", "CA", 2026) == rules
    forget_organization(store, "org-mine")
    with pytest.raises(AttributeError):
        find_union_rules(away, "IATSE", "CA", 2026)


def test_unknown_unions_and_years_before_any_rates_are_told(open_door: Open) -> None:
    with pytest.raises(MissingDataError, match="no union TEAMSTERS in California"):
        find_union_rules(open_door(), "teamsters", "CA", 2026)
    with pytest.raises(MissingDataError, match="rates of 2024; none of 2020"):
        find_union_rules(open_door(), "IATSE", "CA", 2020)


def test_only_the_door_has_a_session_of_the_graph() -> None:
    package = ROOT / "onevice_assets/entertainment"
    using = [
        path.relative_to(package).as_posix()
        for folder in ("talent", "access")
        for path in (package / folder).rglob("*.py")
        if any(
            isinstance(node, ast.Attribute) and node.attr in ("session", "read", "look", "change")
            and path.stem != "door"
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
        )
    ]  # fmt: skip
    assert using == []


def test_every_question_names_the_tenant_for_every_node_it_matches() -> None:
    every = [
        *(one for one in vars(questions).values() if hasattr(one, "statement")),
        *questions.FOUND.values(),
        *questions.BESIDE.values(),
    ]
    assert len(every) >= 10
    for one in every:
        for alias in one.labels:
            for told in (one.statement, *one.in_index.values()):
                assert f"{alias}.organization_id = $organization_id" in told.text


def test_people_are_counted_until_nobody_else_could_be_among_the_first(
    open_door: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for depth in (4, 1_000_000):
        monkeypatch.setattr("onevice_assets.entertainment.talent.discover._FIRST", depth)
        wanted = Wanted("Director", tiers=["$300k+"], since=date(2023, 1, 1), least=1)
        found.append(discover_talent(open_door(), wanted, limit=3).rows)
    assert [dict(one) for one in found[0]] == [dict(one) for one in found[1]]
    assert "bound" not in found[0][0]
