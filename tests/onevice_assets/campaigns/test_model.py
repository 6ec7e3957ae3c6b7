"""The declared memory: the seed's own labels and values, each thing once, and what follows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onevice_assets.campaigns.model.check_rows import check_rows
from onevice_assets.campaigns.model.every import NODES, RELATIONSHIPS
from onevice_assets.campaigns.model.keys import droom_key, shared_key
from onevice_assets.campaigns.model.schema import keys_and_indexes
from onevice_assets.campaigns.model.shared import SHARED
from onevice_assets.campaigns.model.tell_model import tell_model
from resources.errors import SchemaError
from resources.migrations.neo4j.steps import split_statements

ROOT = Path(__file__).resolve().parents[3]
STEP = ROOT / "resources/migrations/neo4j/versions/V006__campaign_memory.cypher"


def seed(shared: Path) -> str:
    return (shared / "seeds/001_22bdc4d157cd716d.txt").read_text("utf-8")


@pytest.mark.shared
def test_shared_nodes_have_exactly_the_values_of_the_seed(shared: Path) -> None:
    found = re.findall(r"^- \*\*(\w+)\*\* \(`:Droom:\w+`\) — [\w ]+: (.+)$", seed(shared), re.M)
    told = {label: [one.strip() for one in names.split(",")] for label, names in found}
    told = {label: names for label, names in told.items() if label in SHARED}
    assert told.keys() == SHARED.keys()
    elements = told.pop("NarrativeElement")
    assert elements[-1] == "etc."
    assert list(SHARED["NarrativeElement"][:3]) == elements[:-1]
    assert list(SHARED["Platform"]) == [*told.pop("Platform"), "linkedin"]
    assert {label: list(SHARED[label]) for label in told} == told


@pytest.mark.shared
def test_every_declared_property_of_the_seed_is_there(shared: Path) -> None:
    lines = re.findall(r"^- \*\*(\w+)\*\* \(.*?Properties: (.+)$", seed(shared), re.M)
    for label, listed in lines:
        if label not in NODES:
            continue
        names = {one.split(" ")[0] for one in re.sub(r"\([^)]*\)", "", listed).split(", ")}
        declared = {one.name for one in NODES[label].properties} | {"id", "brand_id"}
        assert names <= declared, label
    assert {"Content"} <= {label for label, _ in lines}


@pytest.mark.shared
def test_relationships_are_those_of_the_seed(shared: Path) -> None:
    told = re.findall(r"`\((\w+)\)-\[:(\w+)(?: \{([^}]*)\})?\]->\((\w+)\)`", seed(shared))
    declared = {(one.start, one.type, one.end): one for one in RELATIONSHIPS.values()}
    assert len(declared) == len(RELATIONSHIPS)
    wanted = {(start, kind, end): names for start, kind, names, end in told}
    assert declared.keys() <= wanted.keys()
    for key, one in declared.items():
        names = {name.strip() for name in wanted[key].split(",")} - {""}
        assert names <= {each.name for each in one.properties}


def test_the_migration_is_what_the_model_says() -> None:
    assert split_statements(STEP.read_text("utf-8")) == keys_and_indexes()


def test_the_page_for_people_is_what_the_model_says() -> None:
    page = (ROOT / "docs/campaign-memory.md").read_text("utf-8")
    assert page == tell_model(), "run python -m scripts.write_campaign_memory"


def test_no_shared_name_stands_twice_and_no_label_is_both() -> None:
    assert all(len(set(names)) == len(names) for names in SHARED.values())
    assert not SHARED.keys() & NODES.keys()


def test_keys_of_two_things_are_never_one() -> None:
    assert droom_key("b", "Content", "1") == "b|Content|1"
    assert shared_key("Tone", "calm") == "|Tone|calm"


ROW = {"id": "1", "sort": "Image", "status": "active", "brightness": 0.5}
WRONG = {
    "an unknown label": {"Person": []},
    "no id": {"Content": [{**ROW, "id": None}]},
    "an id twice": {"Content": [ROW, ROW]},
    "a sort that is none": {"Content": [{**ROW, "sort": "Sound"}]},
    "a status that is none": {"Content": [{**ROW, "status": "gone"}]},
    "a text for a number": {"Content": [{**ROW, "brightness": "0.5"}]},
    "true for a number": {"Content": [{**ROW, "brightness": True}]},
    "a fraction above one": {"Content": [{**ROW, "brightness": 1.5}]},
    "less than nothing": {"Content": [{**ROW, "total_spend": -1.0}]},
    "endless": {"Content": [{**ROW, "total_spend": float("inf")}]},
    "no number": {"Content": [{**ROW, "total_spend": float("nan")}]},
    "a tone that is none": {"Content": [ROW], "HAS_TONE": [{"start": "1", "end": "loud"}]},
    "a start that is not there": {"Content": [ROW], "SHOWS": [{"start": "2", "end": "x"}]},
    "a relationship twice": {"Content": [ROW], "HAS_TONE": [{"start": "1", "end": "calm"}] * 2},
    "more than sure": {
        "Content": [ROW],
        "HAS_TONE": [{"start": "1", "end": "calm", "confidence": 2.0}],
    },
}


@pytest.mark.parametrize("rows", WRONG.values(), ids=WRONG.keys())
def test_rows_that_are_not_as_declared_are_refused(rows: dict) -> None:
    with pytest.raises(SchemaError, match="Nothing was written"):
        check_rows("b", rows)


def test_rows_that_are_as_declared_are_taken() -> None:
    check_rows("b", {"Content": [ROW], "HAS_TONE": [{"start": "1", "end": "calm"}]})
