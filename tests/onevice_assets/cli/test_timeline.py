"""`onevice timeline`: a person says, corrects, asks, compares; every error says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from onevice_assets.cli import output
from resources.graph_store import GraphStore
from tests.onevice_assets.cli.conftest import Terminal

DRIVER = ("timeline", "relation", "driver", "--holds", "one")


def say(terminal: Terminal, who: str, *words: str) -> str:
    told = terminal.json("timeline", "say", "unit 1", "driver", who, *words)
    return str(told["statement_id"])


def spans(terminal: Terminal, *words: str) -> list[tuple[str, str, str]]:
    found = terminal.json("timeline", "show", "unit 1", *words)
    return [(one["object"], one["valid_from"], one["valid_to"]) for one in found]


def test_a_driver_who_changes_at_noon_is_corrected_and_retracted(terminal: Terminal) -> None:
    terminal.run(*DRIVER)
    say(terminal, "Ann", "--from", "2024-03-01")
    noon = ("--from", "2024-03-10T12:00", "--zone", "America/Chicago")
    bob = say(terminal, "Bob", *noon)
    assert spans(terminal) == [
        ("Ann", "2024-03-01", "2024-03-10T17:00:00Z"),
        ("Bob", "2024-03-10T17:00:00Z", "…"),
    ]
    assert [one[0] for one in spans(terminal, "--at", "2024-03-10")] == ["Ann", "Bob"]
    assert [one[0] for one in spans(terminal, "--at", "2024-03-10T17:00Z")] == ["Bob"]
    cy = say(terminal, "Cy", *noon, "--instead-of", bob)
    assert [one[0] for one in spans(terminal, "--at", "2024-04-01")] == ["Cy"]
    terminal.run("timeline", "retract", cy)
    assert spans(terminal) == [("Ann", "2024-03-01", "…")]
    assert len(spans(terminal, "--history")) > 3
    assert spans(terminal, "--known", "2020-01-01") == []
    actions = [one.action for one in terminal.decisions()]
    assert actions.count("timeline.say") == 4


def test_a_difference_shows_who_went_and_who_came(terminal: Terminal) -> None:
    terminal.run(*DRIVER)
    say(terminal, "Ann", "--from", "2024-03-01", "--to", "2024-03-09")
    say(terminal, "Bob", "--from", "2024-03-10")
    asked = ("timeline", "diff", "unit 1", "--from", "2024-03-05", "--to", "2024-03-20")
    told = terminal.json(*asked)
    assert {name: [f["object"] for f in facts] for name, facts in told.items()} == {
        "gone": ["Ann"],
        "came": ["Bob"],
        "same": [],
    }
    assert "1 gone, 1 came" in terminal.run(*asked)
    assert "unit 1" in terminal.run("timeline", "who", "Bob", "--from", "2024-03-15")


def test_a_table_fits_into_80_columns(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output.console, "width", 80)
    terminal.run(*DRIVER)
    say(terminal, "Ann Lee of Acme", "--from", "2024-03-10T12:00:01.5Z", "--to", "2025")
    told = terminal.run("timeline", "show", "unit 1", "--history")
    assert max(map(len, told.splitlines())) <= 80
    assert "2024-03-10T12:00:01.500000Z" in told


def test_a_file_goes_in_once_and_its_bad_lines_are_told(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "facts.tsv"
    path.write_text("unit 1\tdriver\tAnn\t2020\t2021\nbroken\nunit 1\tcaptain\tBob\t2020\t\n")
    terminal.run(*DRIVER)
    told = terminal.json("timeline", "import", str(path))
    assert (told["new_statements"], [one["line"] for one in told["refused"]]) == (1, [2, None])
    assert "not declared" in told["refused"][1]["reason"]
    assert terminal.json("timeline", "import", str(path))["new_statements"] == 0
    assert "left out" in terminal.run("timeline", "import", str(path))


def test_the_facts_are_copied_to_the_graph(
    terminal: Terminal, graph: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in zip(("URI", "USER", "PASSWORD"), graph.address(), strict=True):
        monkeypatch.setenv(f"NEO4J_{name}", value)
    terminal.run(*DRIVER)
    say(terminal, "Ann", "--from", "2024")
    assert "holds the facts" in terminal.run("timeline", "publish")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("say", "unit 1", "captain", "Ann"), "onevice timeline relation"),
        (("say", "unit 1", "driver", "Ann", "--from", "2024", "--to", "2023"), "swap"),
        (("say", "unit 1", "driver", "Ann", "--from", "soon"), "write it as 2024-03-10"),
        (("say", "unit 1", "driver", "Ann", "--instead-of", "x"), "show SUBJECT --history"),
        (("show", "unit"), "Did you mean 'unit 1'?"),
        (("show", "unit 1", "--history", "--at", "2024"), "leave --at"),
        (("show", "unit 1", "--zone", "CST6"), "America/Chicago"),
        (("retract", "01a20438-3730-7f34-933a-d76840e6a50b"), "no statement"),
        (("relation", "driver", "--holds", "many"), "declared already"),
        (("relation", "driver", "--holds", "few"), "one or many"),
        (("import", "nothing.tsv"), "There is no file"),
        (("who", "Ann", "--from", "2024", "--to", "2023"), "swap"),
        (("show", "unit 1", "--organization", "nobody"), "no organization"),
        (("graphiti", "backfill"), "set NEO4J_URI"),
        (("graphiti", "show", "unit 1", "--at", "2024"), "onevice timeline show"),
        (("graphiti", "search", "Ann"), "answer from PostgreSQL"),
        (("graphiti", "read", "nothing.txt", "--said", "2024"), "nothing.txt is no text file"),
    ],
)
def test_an_error_says_what_to_do(terminal: Terminal, words: tuple[str, ...], what: str) -> None:
    terminal.run(*DRIVER)
    say(terminal, "Ann", "--from", "2024")
    assert what in terminal.error("timeline", *words)
