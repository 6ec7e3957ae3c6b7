"""Hybrid search finds what held, as known, of one organization; its questions use their indexes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from onevice_assets.operations.timeline.calendar import FOREVER, start_of_day
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.search import queries
from onevice_assets.operations.timeline.search.index_facts import TextStore, index_facts
from onevice_assets.operations.timeline.search.question import Question
from onevice_assets.operations.timeline.search.search_facts import search_facts
from onevice_assets.operations.timeline.statement import Interval, Relation, Statement
from resources.control_plane import organizations
from resources.control_plane.resource import ControlPlane
from resources.embedding.static_vectors import StaticVectors
from resources.errors import InputError, StoreError
from resources.identity import new_id
from resources.vector_index.postgres_index import PostgresIndex

MARCH = [start_of_day(2024, 3, day) for day in range(1, 32)]
LATE = start_of_day(2025)
RELATIONS = [
    Relation("driver", "one"),
    Relation("billed_to", "one"),
    Relation("repaired", "many"),
    Relation("works_for", "one"),
]


def say(subject: str, relation: str, object_: str, day: int, known: int, **more: Any) -> Statement:
    span = Interval(MARCH[day], FOREVER)
    return Statement(new_id(), subject, relation, object_, span, MARCH[known], **more)


def history() -> list[Statement]:
    invoice = {"number": "INV-7781", "memo": "reefer detention at dock", "lines": {"tons": 21}}
    crowd = [say(f"unit {n}", "driver", f"Driver {n}", 0, 0) for n in range(2000, 2060)]
    return [
        *crowd,
        say("unit 1234", "driver", "Ann Lee", 2, 4),
        say("unit 1234", "driver", "Bob Ray", 9, 14),
        say("unit 12", "driver", "Cy Young", 2, 2),
        say("Ann Lee", "works_for", "Müller Spedition GmbH", 0, 0),
        say("invoice 7781", "billed_to", "Acme Foods", 5, 6, attributes=invoice),
        say("unit 2001", "repaired", "brake caliper replacement", 3, 3),
    ]


@pytest.fixture(scope="module")
def store(session_database: str) -> Iterator[TextStore]:
    """One organization's facts with their vectors; another one has the same names."""
    control = ControlPlane(url=session_database)
    index = PostgresIndex(control)
    made = [_fill(control, index, new_id(), prefix) for prefix in ("", "rival ")]
    yield made[0]
    index.drop(made[0].collection.name)


def _fill(control: ControlPlane, index: PostgresIndex, slug: str, prefix: str) -> TextStore:
    with control.begin() as db:
        owner = organizations.find_or_add(db, f"o{slug}", actor="test")
    facts = PostgresFacts(control, owner)
    for relation in RELATIONS:
        facts.declare(relation, actor="test")
    said = [replace(one, object=f"{prefix}{one.object}") for one in history()]
    assert not [one.refused for one in facts.record(said) if one.refused]
    store = TextStore(control, index, StaticVectors(), owner)
    index.create(store.collection)
    assert index_facts(store) == len(said)
    return store


def ask(store: TextStore, text: str, day: int = 30, known: int = LATE, **more: Any) -> list[str]:
    found = search_facts(store, Question(text, MARCH[day], known, **more)).found
    assert all(one.fact.valid.holds(MARCH[day]) and one.fact.known.holds(known) for one in found)
    assert "rival" not in str(found)
    return [f"{one.fact.subject} {one.fact.relation} {one.fact.object}" for one in found]


def test_the_same_question_is_answered_as_it_held_and_as_it_was_known(store: TextStore) -> None:
    question = "Who was driving Unit 1234?"
    assert ask(store, question, day=4)[0] == "unit 1234 driver Ann Lee"
    assert ask(store, question, day=10)[0] == "unit 1234 driver Bob Ray"
    assert ask(store, question, day=10, known=MARCH[10])[0] == "unit 1234 driver Ann Lee"
    assert "unit 1234" not in str(ask(store, question, day=4, known=MARCH[3]))


@pytest.mark.parametrize(
    ("text", "first", "sources"),
    [
        ("ann lee", "unit 1234 driver Ann Lee", {"words", "structure"}),
        ("müller", "Ann Lee works_for Müller Spedition GmbH", {"words"}),
        ("detention", "invoice 7781 billed_to Acme Foods", {"words"}),
        ("a broken truck got new brakes", "unit 2001 repaired brake caliper", {"meaning"}),
    ],
)
def test_each_source_finds_what_is_its_own(
    store: TextStore, text: str, first: str, sources: set[str]
) -> None:
    answer = search_facts(store, Question(text, MARCH[4 if "ann" in text else 30], LATE))
    best = answer.found[0]
    shown = f"{best.fact.subject} {best.fact.relation} {best.fact.object}"
    assert shown.startswith(first)
    assert sources <= set(best.ranks)
    assert [one.score for one in answer.found] == sorted(
        (one.score for one in answer.found), reverse=True
    )


def test_the_longest_name_is_meant_and_its_neighbours_come_after(store: TextStore) -> None:
    answer = search_facts(store, Question("unit 1234", MARCH[4], LATE, limit=100))
    assert answer.mentioned == ["unit 1234"]
    structure = [one for one in answer.found if "structure" in one.ranks]
    by_rank = sorted(structure, key=lambda one: one.ranks["structure"])
    assert [one.fact.relation for one in by_rank] == ["driver", "works_for"]


def test_attributes_are_compared_as_json_and_lose_nothing(store: TextStore) -> None:
    only = ["invoice 7781 billed_to Acme Foods"]
    for where in ({"number": "INV-7781"}, {"lines": {"tons": 21}}):
        assert ask(store, "Cy Young", where=where) == only
    assert ask(store, "invoice", where={"lines": {"tons": "21"}}) == []


def test_what_has_a_vector_is_not_sent_again_and_what_was_cut_off_is(
    store: TextStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert index_facts(store) == 0
    with store.control.begin() as db:
        db.exec_driver_sql(
            "DELETE FROM operations.fact_texts WHERE id IN (SELECT id FROM operations.fact_texts "
            "WHERE organization_id = %(id)s LIMIT 3)",
            {"id": store.organization_id},
        )
    assert index_facts(store) == 3
    assert index_facts(store) == 0


def test_without_the_vectors_the_rest_is_searched_and_that_is_said(store: TextStore) -> None:
    class Away(PostgresIndex):
        def find_nearest(self, *_args: Any, **_options: Any) -> Any:
            raise StoreError("nobody answers")

    answer = search_facts(
        replace(store, index=Away(store.control)), Question("ann lee", MARCH[4], LATE)
    )
    assert answer.left_out == {"meaning": "nobody answers"}
    assert answer.found[0].fact.object == "Ann Lee"


@pytest.mark.parametrize("text", ["", "  ?! ", "x" * 1_001, "nul\x00"])
def test_what_cannot_be_searched_is_refused_with_a_reason(store: TextStore, text: str) -> None:
    with pytest.raises(InputError, match=r"empty|no word|characters|no store"):
        search_facts(store, Question(text, 0, 0))
    with pytest.raises(InputError, match="1 to 100"):
        search_facts(store, Question("x", 0, 0, limit=0))


@pytest.mark.parametrize("text", ["'", "a' | !b", "100%", "%(x)s", "unit \\ 1234", "a:*b", "日本"])
def test_no_text_is_a_syntax_error(store: TextStore, text: str) -> None:
    if any(one.isalnum() for one in text):
        search_facts(store, Question(text, MARCH[4], LATE))


CROWD = """
INSERT INTO operations.names (organization_id, name)
    SELECT %(id)s, 'invoice ' || n FROM generate_series(1, 2000) n;
INSERT INTO operations.statements (organization_id, id, subject, relation, object, valid, known_at,
    denies, attributes, source)
    SELECT %(id)s, gen_random_uuid(), number, 1, number, '[2024-01-01,)', '2024-01-01', false,
    jsonb_build_object('number', name, 'memo', 'word' || number), 'test'
    FROM operations.names WHERE organization_id = %(id)s AND name LIKE 'invoice %%';
INSERT INTO operations.facts (organization_id, id, subject, relation, object, slot, valid, known,
    statement_id)
    SELECT organization_id, gen_random_uuid(), subject, 1, object, 0, valid, '[2024-01-01,)', id
    FROM operations.statements WHERE organization_id = %(id)s AND source = 'test';
INSERT INTO operations.fact_texts (organization_id, kept_in, id, subject, relation, object)
    SELECT %(id)s, 'another store', gen_random_uuid(), number, 1, number
    FROM operations.names WHERE organization_id = %(id)s;
ANALYZE operations.names; ANALYZE operations.statements; ANALYZE operations.facts;
ANALYZE operations.fact_texts
"""
OF_NAMES = {"facts_never_overlap", "facts_object_idx"}


def test_the_questions_use_the_indexes_made_for_them(store: TextStore) -> None:
    given = {
        "organization_id": store.organization_id,
        "kept_in": store.kept_in,
        "valid_at": "2024-03-05",
        "known_at": "2025-01-01",
        "where": json.dumps({"number": "INV-7781"}),
        "folded": "ann detention",
        "any_word": "'ann'",
        "depth": 10,
        "numbers": [1],
        "texts": [new_id()],
        "grams": ["ann lee"],
    }
    of_words = {"names_words_idx", "statements_words_idx", "facts_statement_idx"}
    used = {
        queries.MENTIONS: {"names_folded_idx"},
        queries.by_words(filtered=False): OF_NAMES | of_words,
        queries.by_attributes(): {"statements_attributes_idx", "facts_statement_idx"},
        queries.by_structure(filtered=False): OF_NAMES,
        queries.of_texts(filtered=False): {"fact_texts_pkey"},
    }
    with store.control.begin() as db, db.begin_nested() as crowd:
        for one in CROWD.split(";"):
            db.exec_driver_sql(one, {"id": store.organization_id})
        for sql, wanted in used.items():
            plan = "\n".join(one for (one,) in db.exec_driver_sql(f"EXPLAIN {sql}", given))
            assert not {name for name in wanted if name not in plan}, plan
            assert "Seq Scan on names" not in plan
            assert "Seq Scan on facts" not in plan
            assert "Seq Scan on statements" not in plan
        # what many facts are to the planner: sorting looks dear to it
        db.exec_driver_sql("SET LOCAL enable_sort = off")
        for sql in (queries.by_words(filtered=False), queries.by_structure(filtered=False)):
            plan = "\n".join(one for (one,) in db.exec_driver_sql(f"EXPLAIN {sql}", given))
            assert "facts_pkey" not in plan, "walks down all facts from the newest"
        crowd.rollback()
