"""Cypher files: which are refused, and where statements are cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.errors import ConfigurationError
from resources.migrations.neo4j.compare import declare_schema
from resources.migrations.neo4j.steps import STEPS, read_steps, split_statements
from tests.resources.migrations.neo4j.conftest import KEY, KEY_BACK, write_step


def test_a_gap_in_the_numbers_is_refused(folder: Path) -> None:
    write_step(folder, 4, KEY, KEY_BACK)
    with pytest.raises(ConfigurationError, match="0001, 0002, 0004, so 0003 is missing"):
        read_steps(folder)


def test_a_number_that_is_there_twice_is_refused(folder: Path) -> None:
    write_step(folder, 2, KEY, KEY_BACK).rename(folder / "V002__other.cypher")
    (folder / "V002__other.down.cypher").write_text(f"// back\n{KEY_BACK}")
    write_step(folder, 2, KEY, KEY_BACK)
    with pytest.raises(ConfigurationError, match="there twice"):
        read_steps(folder)


@pytest.mark.parametrize("name", ["V3__short.cypher", "V003_one_line.cypher", "003__x.cypher"])
def test_a_file_whose_name_says_no_number_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_text(f"// What it brings.\n{KEY}")
    with pytest.raises(ConfigurationError, match=rf"{name}: its name is not V001__words"):
        read_steps(folder)


def test_a_step_without_its_way_back_is_refused(folder: Path) -> None:
    (folder / "V002__step_2.down.cypher").unlink()
    with pytest.raises(ConfigurationError, match=r"way back V002__step_2\.down\.cypher is missing"):
        read_steps(folder)


@pytest.mark.parametrize(
    ("text", "why"), [(KEY, "no comment"), ("// Nothing.\n;;", "no statement")]
)
def test_a_file_that_says_or_does_nothing_is_refused(folder: Path, text: str, why: str) -> None:
    (folder / "V002__step_2.cypher").write_text(text)
    with pytest.raises(ConfigurationError, match=why):
        read_steps(folder)


def test_line_ends_of_another_system_are_no_change(folder: Path) -> None:
    before = [step.checksum for step in read_steps(folder)]
    for path in folder.glob("*.cypher"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert [step.checksum for step in read_steps(folder)] == before


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", []),
        ("RETURN 1", ["RETURN 1"]),
        ("RETURN 1; RETURN 2;\n", ["RETURN 1", "RETURN 2"]),
        (
            'RETURN \'a;b\' AS `c;d`; RETURN "e;\\";f"',
            ["RETURN 'a;b' AS `c;d`", 'RETURN "e;\\";f"'],
        ),
        ("// one; two\nRETURN 1 // three;\n;", ["RETURN 1"]),
        ("RETURN /* a; b */ 1", ["RETURN   1"]),
        ("RETURN 'http://x.test' AS url", ["RETURN 'http://x.test' AS url"]),
        ("RETURN 4 / 2; RETURN 1", ["RETURN 4 / 2", "RETURN 1"]),
        ("RETURN 'open; RETURN 1", ["RETURN 'open", "RETURN 1"]),
    ],
)
def test_statements_are_cut_at_semicolons_that_end_one(text: str, statements: list[str]) -> None:
    assert split_statements(text) == statements


@given(st.lists(st.text("ab'\"`/* ;\\\n", max_size=12).map(repr), max_size=5))
def test_texts_in_quotes_are_never_cut(texts: list[str]) -> None:
    assert split_statements(";".join(f"RETURN {one}" for one in texts)) == [
        f"RETURN {one}" for one in texts
    ]


def test_every_schema_statement_that_is_shipped_is_understood() -> None:
    declared = declare_schema(STEPS)
    assert declared["constraint brand_id"] == "UNIQUE Brand(id)"
    assert declared["constraint co_mentioned_id"] == "UNIQUE [CO_MENTIONED](id)"
    assert declared["index brand_normalized_name"] == "RANGE Brand(normalized_name)"


@pytest.mark.parametrize(
    "text",
    [
        "CREATE CONSTRAINT a FOR (n:A) REQUIRE n.id IS UNIQUE;",
        "CREATE CONSTRAINT IF NOT EXISTS FOR (n:A) REQUIRE n.id IS UNIQUE;",
        "CREATE CONSTRAINT a IF NOT EXISTS FOR (n:A) REQUIRE (n.id, n.b) IS NODE KEY;",
        "CREATE INDEX FOR (n:A) ON (n.id);",
        "DROP INDEX a;",
    ],
)
def test_schema_in_words_that_only_one_graph_takes_is_refused(folder: Path, text: str) -> None:
    write_step(folder, 2, text, KEY_BACK)
    with pytest.raises(ConfigurationError, match="IF NOT EXISTS"):
        declare_schema(read_steps(folder))
