"""Operations documents are read as well as docs/benchmarks/operations.md tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onevice_assets.operations.extraction.evaluate import evaluate_file, read_cases
from onevice_assets.operations.extraction.extract import extract
from onevice_assets.operations.extraction.extracted import ATTRIBUTES, RELATIONS, Money, fold_key
from resources.errors import InputError

CASES = Path(__file__).parent / "cases"
FILES = ("development", "second", "held_out")


@pytest.mark.parametrize("name", FILES)
def test_nine_of_ten_entities_relations_and_properties_are_right(name: str) -> None:
    told = evaluate_file(CASES / f"{name}.jsonl")
    assert told["entity"]["f1"] >= 0.95
    assert told["attribute"]["accuracy"] >= 0.95
    assert told["relation"]["f1"] >= 0.9


def test_sixty_documents_of_four_kinds_of_which_twenty_are_held_out() -> None:
    seen, held = ({c.text: c.kind for c in read_cases(CASES / f"{n}.jsonl")} for n in FILES[::2])
    assert (len(seen), len(held)) == (40, 20)
    assert not seen.keys() & held.keys()
    assert {list(held.values()).count(kind) for kind in set(held.values())} == {5}


def test_everything_that_is_told_stands_where_it_says() -> None:
    for case in (one for name in FILES for one in read_cases(CASES / f"{name}.jsonl")):
        read = extract(case.text, said_on=case.said_on)
        for entity in read.entities:
            assert entity.spans
            for span in entity.spans:
                said = case.text[span.start : span.end]
                same = sorted(fold_key(entity.type, said).replace("o", "0"))
                named = sorted(fold_key(entity.type, entity.name).replace("o", "0"))
                assert same == named or set(said.lower().split()) <= set(
                    entity.name.lower().split()
                )
            assert {one.name for one in entity.attributes} <= set(ATTRIBUTES[entity.type])
            for one in entity.attributes:
                digits = [c for c in case.text[one.span.start : one.span.end] if c.isalnum()]
                assert digits, (case.id, one)
        for relation in read.relations:
            types = relation.subject.type, relation.relation
            assert RELATIONS[types] == relation.object.type
            assert {relation.subject, relation.object} <= set(read.entities)


def test_a_perfect_label_scores_one_and_a_wrong_amount_is_an_error(tmp_path: Path) -> None:
    text = "INVOICE\nInvoice No: A-17\nBill To: Oak Foods LLC\nTotal: $12.50"
    label = {
        "id": "a",
        "kind": "invoice",
        "text": text,
        "entities": [
            {"type": "Invoice", "name": "a17", "attributes": {"total": str(Money(1250, "USD"))}},
            {"type": "Customer", "name": "OAK FOODS, LLC"},
        ],
        "relations": [
            {
                "subject": ["Invoice", "A-17"],
                "relation": "billed_to",
                "object": ["Customer", "Oak Foods LLC"],
            }
        ],
    }
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(label))
    told = evaluate_file(path)
    assert (told["entity"]["f1"], told["attribute"]["accuracy"], told["relation"]["f1"]) == (
        1,
        1,
        1,
    )
    path.write_text(json.dumps(label).replace("USD 1250", "USD 1251").replace("OAK", "ASH"))
    wrong = evaluate_file(path, with_errors=True)
    kinds = sorted(one["error"] for one in wrong["errors"])
    assert kinds[:3] == ["attribute", "extra entity", "missed entity"]
    assert wrong["attribute"]["accuracy"] == 0


@pytest.mark.parametrize("line", ["[]", '{"id": "a"}', "no json", '{"id":1,"kind":"x","text":"",'
    '"entities":[{"type":"Ship","name":"x"}]}'])  # fmt: skip
def test_a_line_that_is_no_case_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n" + line)
    with pytest.raises(InputError, match=r"Line 2 of .* is no case"):
        evaluate_file(path)
