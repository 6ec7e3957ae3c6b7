"""For every role, node and question: nothing above the clearance, wherever an answer ends up."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevice_assets.entertainment.access.asker import Asker, ask_as
from onevice_assets.entertainment.access.conditions import Owner, find_owner, may_be_restricted
from onevice_assets.entertainment.access.door import Door, Later
from onevice_assets.entertainment.access.question import BEHIND, Question, question
from onevice_assets.entertainment.access.roles import AUDITED, ROLES
from onevice_assets.entertainment.access.show import show, show_the_fallback, show_to_anybody
from onevice_assets.entertainment.access.witness import Notebook
from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.kinds import PUBLIC, Kind, Property
from onevice_assets.entertainment.graph.model.levels import (
    LISTS,
    Protection,
    list_restricted,
    write_restricted,
)
from onevice_assets.entertainment.talent import questions
from onevice_assets.entertainment.talent.credits import CREDITS, PERSON_WITH_CONTACT
from resources.errors import AccessError, StoreDownError, StoreError
from resources.redis_store import RedisStore
from tests.stores import driver_of, keys_of

EVERY_QUESTION: list[Question] = [*questions.EVERY, PERSON_WITH_CONTACT, *CREDITS.values()]


def can_be_shown(one: Property) -> bool:
    return one.kind is not Kind.VECTOR and not one.is_internal


WHOLE = {
    label: question(
        f"tests.entertainment.whole.{label}",
        f"MATCH (n:{label}) WHERE @see(n) RETURN @show(n)",
        show={"n": [one.name for one in node.properties if can_be_shown(one)]},
        has_fallback=True,
    )
    for label, node in NODES.items()
}
WORDS = st.lists(st.sampled_from(["budget_info", "contact_info", "", "other"]), max_size=3)
ROLE = st.sampled_from(sorted(ROLES))
AMONG = st.lists(st.sampled_from(["a", "b"]), max_size=2, unique=True).map(sorted).map(tuple)
TOLD = st.builds(Protection, st.integers(1, 6), AMONG)


def marked(
    node: Owner,
    level: int | None,
    words: list[str],
    groups: list[str],
    told: dict[str, Protection] | None = None,
) -> dict[str, Any]:
    """A node each of whose values names its own level, restriction and groups."""
    restricted = told or {}
    given: dict[str, Any] = {
        one.name: mark(one, restricted.get(one.name, Protection(PUBLIC)))
        for one in node.properties
        if one.kind is not Kind.VECTOR and one.name not in LISTS
    }
    own: dict[str, Any] = {"id": "n", "accessRestrictions": words, "accessGroups": groups}
    if node.level_property:
        own[node.level_property] = level
    lists = dict.fromkeys(LISTS, None) | write_restricted(restricted)
    return given | {name: value for name, value in own.items() if name in given} | lists


def mark(one: Property, told: Protection) -> str:
    """A value that says who may see it."""
    among = "+".join(told.groups) or "all"
    word = one.restriction or "none"
    return f"secret:{min(one.level, told.level)}:{word}:{among}:{one.name}"


def leaked(
    text: str, clearance: int, hidden_words: set[str], groups: frozenset[str] | None = frozenset()
) -> list[str]:
    """Values in a text that somebody should not see; groups are none for who sees every group."""
    found = []
    for part in text.split('"'):
        if part.startswith("secret:"):
            _, level, word, among, _name = part.split(":")
            outside = groups is not None and among != "all" and groups.isdisjoint(among.split("+"))
            if int(level) < clearance or word in hidden_words or outside:
                found.append(part)
    return found


@st.composite
def records(draw: st.DrawFn, asked: Question) -> dict[str, Any]:
    one: dict[str, Any] = {}
    for alias, names in asked.show.items():
        node = find_owner(asked.labels[alias])
        some = [name for name in names if may_be_restricted(node, name)]
        whole = marked(
            node,
            draw(st.one_of(st.none(), st.integers(1, 6))),
            draw(WORDS),
            draw(st.lists(st.sampled_from(["a", "b"]), max_size=2)),
            draw(st.dictionaries(st.sampled_from(some), TOLD, max_size=4)) if some else {},
        )
        one[alias] = {name: whole[name] for name in names}
    for column in asked.columns:
        one[column] = f"secret:{asked.level_of(column)}:none:all:{column}"
    if BEHIND in one:
        one[BEHIND] = draw(st.integers(1, 6))
    return one


CASES = st.sampled_from([*EVERY_QUESTION, *WHOLE.values()]).flatmap(
    lambda asked: st.tuples(st.just(asked), st.lists(records(asked), max_size=4))
)


@settings(max_examples=30)
@given(case=CASES, role=ROLE, among=AMONG)
def test_no_role_is_shown_a_value_above_its_clearance(
    case: tuple[Question, list[dict[str, Any]]], role: str, among: tuple[str, ...]
) -> None:
    asked, found = case
    asker = ask_as("org", role, name="tests", groups=among)
    mine = None if asker.role.sees_every_group else asker.groups
    rows = show(asked, found, asker)
    assert len(rows) == len(found)
    for row, record in zip(rows, found, strict=True):
        words = {w for alias in asked.show for w in record[alias].get("accessRestrictions") or ()}
        hidden = set() if asker.role.sees_every_group else words - {"", "other"}
        assert not leaked(json.dumps(dict(row)), asker.clearance, hidden, mine)
        finished = row.finish(asked)
        assert BEHIND not in finished
        for alias in asked.show:
            assert not set(finished[alias]) & set(LISTS)
            # names of hidden properties are not kept either
            assert set(row[alias].get(LISTS[0], ())) <= set(row[alias])
        # and nothing that is theirs to see is taken from them
        if not hidden:
            whole = {
                v for alias in asked.show for v in record[alias].values() if isinstance(v, str)
            }
            due = {v for v in whole if v.startswith("secret:")
                   and not leaked(f'"{v}"', asker.clearance, set(), mine)
                   }  # fmt: skip
            assert due <= set(json.dumps(dict(row)).split('"'))


@settings(max_examples=30)
@given(case=CASES)
def test_what_anybody_may_see_holds_no_hidden_value_node_count_or_order(
    case: tuple[Question, list[dict[str, Any]]],
) -> None:
    asked, found = case
    kept = show_to_anybody(asked, found)
    if kept is None:
        assert not asked.has_fallback
        return
    public = [
        one for one in found
        if all(
            not NODES[asked.labels[alias]].level_property
            or one[alias][NODES[asked.labels[alias]].level_property] == PUBLIC
            for alias in asked.show
        ) and not any(one[alias].get("accessGroups") for alias in asked.show)
        and not any(
            told.groups or told.level < PUBLIC
            for alias in asked.show
            for name, told in list_restricted(one[alias]).items()
            if name in asked.reads.get(alias, ())
        )
    ]  # fmt: skip
    assert len(kept) == len(public)
    text = json.dumps([dict(one) for one in show_the_fallback(kept)])
    assert not leaked(text, PUBLIC, set())
    assert not any(column in row for row in kept for column in asked.columns)
    for number, one in enumerate(found):
        for alias in asked.show:
            one[alias]["id"] = f"{number}"
    assert show_to_anybody(asked, found) == show_to_anybody(asked, found[::-1])


def test_a_column_nobody_declared_is_an_error_and_not_shown() -> None:
    record = {"n": {"id": "x"}, "dayRate": 3.0}
    with pytest.raises(StoreError, match="dayRate") as told:
        show(questions.FOUND["Person"], [record], ask_as("org", "Leadership", name="t"))
    assert "3.0" not in str(told.value)


class Answering:
    """Stands in for a graph: answers every statement with the same records, or is away."""

    def __init__(self, found: list[dict[str, Any]]) -> None:
        self.found, self.asked, self.is_away = found, 0, False
        self.told: list[dict[str, Any]] = []

    def session(self) -> Answering:
        return self

    def __enter__(self) -> Answering:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read(self, statement: Any, **parameters: Any) -> list[dict[str, Any]]:
        if self.is_away:
            raise StoreDownError("the graph is away")
        self.asked += 1
        self.told.append(parameters)
        return self.found


def door(graph: Any, role: str, store: RedisStore | None, groups: tuple[str, ...] = ()) -> Door:
    asker = ask_as("org", role, name="user:1", groups=groups)
    return Door(graph, asker, Notebook(), store)


def people(count: int = 3, level: int = 6, words: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    names = questions.PERSON_BY_ID.show["p"]
    whole = marked(NODES["Person"], level, list(words), [])
    return [{"p": {name: whole[name] for name in names} | {"id": f"person_{n}"}}
            for n in range(count)]  # fmt: skip


@pytest.mark.redis
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(case=CASES, roles=st.lists(ROLE, min_size=1, max_size=4), data=st.data())
def test_neither_result_nor_cache_nor_log_holds_what_the_role_may_not_see(
    store: RedisStore,
    caplog: pytest.LogCaptureFixture,
    case: tuple[Question, list[dict[str, Any]]],
    roles: list[str],
    data: st.DataObject,
) -> None:
    asked, found = case
    for key in keys_of(store):
        driver_of(store).delete(key)
    caplog.clear()
    words = {w for one in found for a in asked.show for w in one[a].get("accessRestrictions") or ()}
    graph = Answering(found)
    with caplog.at_level(logging.DEBUG):
        for role in roles:
            opened = door(graph, role, store)
            answer = opened.ask(asked, id="x")
            if not words:
                text = json.dumps([dict(row) for row in answer.rows])
                mine = None if opened.asker.role.sees_every_group else frozenset[str]()
                assert not leaked(text, opened.asker.clearance, set(), mine)
            assert isinstance(opened.witness, Notebook)
            assert "secret:" not in json.dumps(opened.witness.noted)
    assert "secret:" not in caplog.text
    for key in keys_of(store):
        if ":query:" not in key:
            continue
        role = key.rsplit(":", 1)[1].replace("%20", " ")
        clearance = PUBLIC if role == "generic" else ROLES[role].clearance
        mine = None if role == "Leadership" else frozenset[str]()
        assert not leaked(str(driver_of(store).get(key)), clearance, set(), mine)


@pytest.mark.redis
def test_roles_and_groups_have_answers_of_their_own(store: RedisStore) -> None:
    graph = Answering(people())
    asked: list[tuple[str, tuple[str, ...]]] = [
        ("Director", ()), ("Director", ("a",)), ("Director", ("b", "a")), ("Producer", ()),
    ]  # fmt: skip
    for _ in range(2):
        for role, groups in asked:
            door(graph, role, store, groups).ask(questions.PERSON_BY_ID, id="x")
    door(graph, "Director", store, ("a", "b")).ask(questions.PERSON_BY_ID, id="x")
    assert graph.asked == len(asked)


@pytest.mark.redis
def test_keys_and_ends_are_the_seeds(store: RedisStore) -> None:
    door(Answering(people()), "Creative Director", store).ask(questions.PERSON_BY_ID, id="x")
    prefix = f"{store.namespace}entertainment:query:talent_discovery:"
    ends = {key.removeprefix(prefix): driver_of(store).pttl(key)
            for key in keys_of(store) if key.startswith(prefix)}  # fmt: skip
    by_role = {name.split(":")[1]: (len(name.split(":")[0]), end) for name, end in ends.items()}
    assert set(by_role) == {"Creative%20Director", "generic"}
    assert all(length == 64 for length, _ in by_role.values())
    assert 1_790_000 < by_role["Creative%20Director"][1] <= 1_800_000
    assert 890_000 < by_role["generic"][1] <= 900_000


@pytest.mark.redis
def test_publishing_the_graph_forgets_every_answer_of_that_organization_alone(
    store: RedisStore,
) -> None:
    from onevice_assets.entertainment.access.answers import forget_answers

    graph = Answering(people())
    opened = door(graph, "Director", store)
    other = Door(graph, ask_as("other", "Director", name="t"), Notebook(), store)  # type: ignore[arg-type]
    for one in (opened, other):
        one.ask(questions.PERSON_BY_ID, id="x")
    forget_answers(store, "org")
    graph.found = people(1)
    assert len(opened.ask(questions.PERSON_BY_ID, id="x").rows) == 1
    assert len(other.ask(questions.PERSON_BY_ID, id="x").rows) == 3
    graph.is_away = True
    assert opened.ask(questions.PERSON_BY_ID, id="x").source == "graph"


@pytest.mark.redis
def test_while_the_graph_is_away_a_role_without_an_answer_gets_what_anybody_may_see(
    store: RedisStore,
) -> None:
    graph = Answering(people(2) + people(1, level=3) + people(1, words=("contact_info",)))
    door(graph, "Leadership", store).ask(questions.PERSON_BY_ID, id="x")
    graph.is_away = True
    answer = door(graph, "Director", store).ask(questions.PERSON_BY_ID, id="x")
    assert answer.source == "fallback"
    assert len(answer.rows) == 3
    assert not leaked(json.dumps([dict(one) for one in answer.rows]), PUBLIC, set())
    with pytest.raises(StoreDownError):
        door(graph, "Director", store).ask(questions.PERSON_BY_ID, id="another")


@pytest.mark.redis
def test_what_is_costly_to_compute_is_not_computed_for_a_kept_answer(store: RedisStore) -> None:
    graph, made = Answering(people()), []
    opened = door(graph, "Director", store)
    for _ in range(3):
        opened.ask(questions.PERSON_BY_ID, id=Later("follows", lambda: made.append(1) or "x"))
    assert made == [1]


@pytest.mark.redis
def test_seeing_a_kept_answer_is_noted_as_often_as_it_is_seen(store: RedisStore) -> None:
    opened = door(Answering(people(2)), "Producer", store)
    for _ in range(3):
        opened.ask(questions.PERSON_BY_ID, id="x")
    assert isinstance(opened.witness, Notebook)
    assert len(opened.witness.noted) == 3
    name, what, detail = opened.witness.noted[0]
    assert (name, what) == ("user:1", "entertainment.talent.person")
    assert detail["seen"] == {"Person.budgetRange": ["person_0", "person_1"]}


def test_who_sees_nothing_of_level_one_or_two_is_not_noted() -> None:
    opened = door(Answering(people()), "Sales", None)
    opened.ask(questions.PERSON_BY_ID, id="x")
    assert isinstance(opened.witness, Notebook)
    assert opened.witness.noted == []


def test_a_node_of_level_two_is_noted_as_a_whole() -> None:
    opened = door(Answering(people(1, level=AUDITED)), "Director", None)
    opened.ask(questions.PERSON_BY_ID, id="x")
    assert isinstance(opened.witness, Notebook)
    assert "Person.*" in opened.witness.noted[0][2]["seen"]


class Broken:
    """A log that cannot be written to."""

    def note(self, asker: Asker, what: str, seen: Any) -> None:
        raise StoreError("no audit log")


def test_without_the_audit_log_nothing_is_shown() -> None:
    graph: Any = Answering(people())
    opened = Door(graph, ask_as("org", "Leadership", name="t"), Broken())
    with pytest.raises(StoreError, match="no audit log"):
        opened.ask(questions.PERSON_BY_ID, id="x")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_nobody_narrows_by_what_they_may_not_see(role: str) -> None:
    graph: Any = Answering([])
    opened = door(graph, role, None)
    if opened.asker.sees(2):
        opened.ask(questions.DISCOVER, tiers=["$300k+"])
        return
    with pytest.raises(AccessError, match="leave that filter out") as told:
        opened.ask(questions.DISCOVER, tiers=["$300k+"])
    assert "$300k+" not in str(told.value)
    assert graph.asked == 0
    opened.ask(questions.DISCOVER, tiers=None)


def test_the_askers_own_parameters_cannot_be_overridden() -> None:
    graph: Any = Answering([])
    door(graph, "Guest", None).ask(questions.PERSON_BY_ID, clearance=1, organization_id="other")
    assert graph.told[0]["clearance"] == 6
    assert graph.told[0]["organization_id"] == "org"
