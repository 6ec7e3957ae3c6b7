"""The hand list keeps to the declared graph and the documents and contradicts itself nowhere."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from onevice_assets.entertainment.graph.model.documents import DOCUMENT_TYPES
from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import Property
from tests.onevice_assets.entertainment.twenty.build import SCAN, SOURCES, build_folder, pages_of
from tests.onevice_assets.entertainment.twenty.expected_graph import (
    ROLES,
    read_graph,
    read_table,
)

GRAPH = read_graph()
DOCUMENTS = read_table("documents")
IDENTITIES = read_table("identities")


def source_of(file: str) -> str:
    return "\n".join(pages_of(SOURCES / f"{file}.md"))


def assert_declared(stated: dict[str, object], properties: tuple[Property, ...]) -> None:
    declared = {one.name: one for one in properties}
    assert set(stated) <= set(declared)
    for name, value in stated.items():
        allowed = declared[name].values
        assert not allowed or value in allowed, f"{name} = {value}"


@pytest.mark.parametrize("key", GRAPH.nodes, ids="-".join)
def test_every_listed_node_keeps_to_the_declared_graph(key: tuple[str, str]) -> None:
    assert_declared(
        {k: v for k, v in GRAPH.nodes[key].items() if (key[0], k) != ("Document", "name")},
        NODES[key[0]].properties,
    )


def test_every_listed_edge_keeps_to_the_declared_graph_and_joins_listed_nodes() -> None:
    for (type_, start, end), stated in GRAPH.edges.items():
        kind = RELATIONSHIPS[type_]
        assert_declared(dict(stated), kind.properties)
        assert (kind.start, start) in GRAPH.nodes, start
        assert (kind.end, end) in GRAPH.nodes, end


def test_every_node_has_an_edge() -> None:
    ends = {name for _, start, end in GRAPH.edges for name in (start, end)}
    assert {name for _, name in GRAPH.nodes} == ends


def test_twenty_documents_are_listed_and_every_file_is_one_of_them_or_refused() -> None:
    assert len(DOCUMENTS) == 20
    listed = {one["file"] for one in DOCUMENTS.values()}
    older = {file for one in IDENTITIES["versions"] for file in one["files"]} - listed
    assert {path.stem for path in SOURCES.glob("*.md")} == listed | older
    assert [one["file"] for one in IDENTITIES["refused"]] == [SCAN]
    assert {one["type"] for one in DOCUMENTS.values()} == set(DOCUMENT_TYPES)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_names_what_it_is_listed_with(name: str) -> None:
    stated = DOCUMENTS[name]
    text = source_of(stated["file"]).casefold()
    spellings = {one["name"]: one["spellings"] for one in IDENTITIES["same"]}
    for person, _, _ in stated["people"]:
        known = spellings.get(person, [person.split("#")[0]])
        assert any(one.casefold() in text for one in known), person
    companies = [*stated.get("organizations", []), *stated.get("concepts", [])]
    assert not [one for one in (stated["project"], *companies) if one.casefold() not in text]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_says_by_itself_is_an_edge(name: str) -> None:
    stated, project = DOCUMENTS[name], DOCUMENTS[name]["project"]
    said = [("FOR_CLIENT", project, one) for one in stated.get("for_client", [])]
    said += [("PRODUCED_BY", project, one) for one in stated.get("produced_by", [])]
    said += [("INCORPORATES", project, one) for one in stated.get("concepts", [])]
    said += [("WORKS_FOR", *one) for one in stated.get("works_for", [])]
    assert set(said) <= set(GRAPH.edges)


def test_every_edge_of_companies_and_concepts_is_said_by_some_document() -> None:
    said = {
        (type_, one["project"], end)
        for one in DOCUMENTS.values()
        for type_, key in (
            ("FOR_CLIENT", "for_client"),
            ("PRODUCED_BY", "produced_by"),
            ("INCORPORATES", "concepts"),
        )
        for end in one.get(key, [])
    }
    said |= {
        ("WORKS_FOR", *pair) for one in DOCUMENTS.values() for pair in one.get("works_for", [])
    }
    kinds = {key[0] for key in said}
    assert said == {key for key in GRAPH.edges if key[0] in kinds}


def test_collaborators_are_those_credited_on_the_same_project() -> None:
    credited: dict[str, set[str]] = {}
    for type_, person, project in GRAPH.edges:
        if type_ in ROLES:
            credited.setdefault(project, set()).add(person)
    together: dict[tuple[str, str], set[str]] = {}
    for project, people in credited.items():
        for pair in combinations(sorted(people), 2):
            together.setdefault(pair, set()).add(project)
    listed = {(one, other): set(of) for one, other, of in read_table("collaborations")["pairs"]}
    assert listed == together


def test_every_spelling_and_namesake_stands_in_some_document() -> None:
    texts = " ".join(source_of(one["file"]) for one in DOCUMENTS.values())
    spellings = [spelling for one in IDENTITIES["same"] for spelling in one["spellings"]]
    assert not [one for one in spellings if one not in texts]
    people = [person for one in IDENTITIES["different"] for person in one["people"]]
    assert not [one for one in people if ("Person", one) not in GRAPH.nodes]


def test_the_folder_is_built_in_all_formats(tmp_path: Path) -> None:
    pytest.importorskip("fpdf")
    pytest.importorskip("docx")
    pytest.importorskip("pptx")
    files = build_folder(tmp_path)
    assert len(files) == 22
    assert {file.suffix for file in files} == {".pdf", ".docx", ".pptx", ".txt", ".md"}
    assert not [file for file in files if not file.stat().st_size]
