"""The declared graph: all of the seed, each thing once, and what is derived from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import Kind, all_of, texts
from onevice_assets.entertainment.graph.model.schema import (
    keys_and_indexes,
    search_indexes,
    undo,
    walked_indexes,
)
from onevice_assets.entertainment.graph.model.tell_model import tell_model
from resources.migrations.neo4j.compare import declare_schema
from resources.migrations.neo4j.steps import read_steps, split_statements

ROOT = Path(__file__).resolve().parents[5]
VERSIONS = ROOT / "resources/migrations/neo4j/versions"
EVERYTHING = [*NODES.values(), *RELATIONSHIPS.values()]
RENAMED = {("Project", "duration"): {"shootDays", "durationSeconds"}}
SAME_AS_ANOTHER = {"person_name_text"}


def seed(shared: Path) -> str:
    return (shared / "seeds/000_a73a4425c9694d81.txt").read_text("utf-8")


def declared_by_the_seed(text: str) -> dict[str, dict[str, str]]:
    """Label or type → property → type, maps flattened with `_`."""
    found: dict[str, dict[str, str]] = {}
    pattern = re.compile(
        r"^\((?::Person|:\w+)(?:\)-\[:(\w+))? \{\n(.*?)^\}", re.MULTILINE | re.DOTALL
    )
    for match in pattern.finditer(text):
        name = match[1] or re.match(r"\(:(\w+)", match[0])[1]
        found[name] = flat_properties(match[2])
    return found


def flat_properties(body: str) -> dict[str, str]:
    found, within = {}, []
    for line in body.splitlines():
        if opened := re.match(r"\s*(\w+): \{", line):
            within.append(opened[1])
        elif re.match(r"\s*\}", line):
            within.pop()
        elif one := re.match(r"\s*(\w+): (\[?\w+\]?)", line):
            found["_".join((*within, one[1]))] = one[2]
    return found


@pytest.mark.shared
def test_every_property_of_the_seed_is_declared_with_its_type(shared: Path) -> None:
    wanted = declared_by_the_seed(seed(shared))
    assert wanted.keys() == {*NODES, *RELATIONSHIPS}
    for name, properties in wanted.items():
        there = {one.name: one.kind for one in (NODES | RELATIONSHIPS)[name].properties}
        for one, kind in properties.items():
            for ours in RENAMED.get((name, one), {one}):
                assert there.get(ours) == Kind(kind), f"{name}.{one}"


@pytest.mark.shared
def test_every_index_of_the_seed_is_made(shared: Path) -> None:
    made = " ".join((*keys_and_indexes(), *search_indexes()))
    wanted = set(re.findall(r"CREATE (?:\w+ )?(?:CONSTRAINT|INDEX) (\w+)", seed(shared)))
    assert len(wanted) > 25
    assert {one for one in wanted if f" {one} " not in made} == SAME_AS_ANOTHER


@pytest.mark.parametrize(
    ("file", "declared"),
    [
        ("V003__entertainment", keys_and_indexes()),
        ("V005__entertainment_walks", walked_indexes()),
    ],
)
def test_a_migration_brings_exactly_what_is_declared(file: str, declared: list[str]) -> None:
    step = next(one for one in read_steps(VERSIONS) if file in one.file)
    assert [one.text for one in step.up] == split_statements(";".join(declared))
    assert [one.text for one in step.down] == split_statements(";".join(undo(declared)))


def test_no_constraint_or_index_is_called_like_one_of_another_system() -> None:
    steps = read_steps(VERSIONS)
    others = declare_schema([one for one in steps if "entertainment" not in one.file])
    made = (*keys_and_indexes(), *walked_indexes(), *search_indexes())
    ours = {line.split()[2] for line in made}
    assert not ours & {place.split()[1] for place in others}


@pytest.mark.parametrize("one", EVERYTHING, ids=lambda one: getattr(one, "label", "") or one.type)
def test_an_index_names_properties_that_are_declared(one: object) -> None:
    names = {prop.name for prop in one.properties}
    assert {"id", "organization_id"} <= names
    if hasattr(one, "label"):
        indexed = [
            *one.indexes.values(),
            *one.texts.values(),
            *((v,) for v in one.vectors.values()),
        ]
        assert {name for of in indexed for name in of} <= names
        assert not one.level_property or one.find(one.level_property).kind == Kind.WHOLE


def test_money_and_contacts_are_not_for_everybody() -> None:
    words = re.compile(
        r"compensation|budget|rate$|dayRate|weeklyRate|minimum$|email|phone|contractValue|costs",
        re.IGNORECASE,
    )
    scales = ("currentRates", "pensionRate", "healthRate", "vacationRate", "completionRate")
    open_ = {
        f"{getattr(one, 'label', '') or one.type}.{prop.name}"
        for one in EVERYTHING
        for prop in one.properties
        if words.search(prop.name) and prop.level == 6 and not prop.name.startswith(scales)
    }
    # those of a union are public; a rate of success is no money
    assert open_ == {
        "Union.phone",
        "Union.email",
        "CreativeConcept.successRate",
        "COLLABORATED_WITH.successRate",
    }


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="declared twice: duration"):
        all_of(texts(duration="days"), texts(duration="seconds"))


def test_the_page_is_what_is_declared() -> None:
    page = (ROOT / "docs/entertainment-graph.md").read_text("utf-8")
    assert page == tell_model(), "run python -m scripts.write_entertainment_graph"
