"""`onevice timeline`: a person says, corrects, asks, compares; every error says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from onevice_assets.cli import output
from onevice_assets.operations.timeline.graph.facts import GraphFacts
from resources.control_plane import organizations
from resources.graph_store import GraphStore
from tests.onevice_assets.cli.conftest import Terminal
from tests.onevice_assets.entertainment.documents.made_files import pdf_of
from tests.onevice_assets.operations.test_read_documents import CONFIRMATION, write_mail

DRIVER = ("timeline", "relation", "driver", "--holds", "one")


@pytest.fixture(autouse=True)
def _one_graph(graph_server: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every home writes to the graph of all tests: starting one takes seconds."""
    for name, value in zip(("URI", "USER", "PASSWORD"), graph_server.address(), strict=True):
        monkeypatch.setenv(f"NEO4J_{name}", value)


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


def test_what_a_copy_lost_is_told_and_copied_again(
    terminal: Terminal, graph_server: GraphStore
) -> None:
    terminal.run(*DRIVER)
    say(terminal, "Ann", "--from", "2024")
    (in_graph, in_vectors) = terminal.json("timeline", "check")["stores"]
    assert (in_graph["is_equal"], in_graph["stored"]) == (True, 1)
    assert (in_vectors["is_equal"], in_vectors["stored"]) == (True, 1)
    with terminal.control.begin() as db:
        owner = organizations.find(db, "default")
    GraphFacts(graph_server, owner).take_away()
    assert "check --mend" in terminal.run("timeline", "check", code=1)
    assert "Copied 1 facts" in terminal.run("timeline", "check", "--mend")
    assert "holds the 1 facts" in terminal.run("timeline", "check")
    GraphFacts(graph_server, owner).take_away()
    assert "holds the 1 facts" in terminal.run("timeline", "publish")
    assert "holds the 1 facts" in terminal.run("timeline", "check")


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
        (("graphiti", "read", "nothing.txt", "--said", "2024"), "nothing.txt is no text file"),
    ],
)
def test_an_error_says_what_to_do(terminal: Terminal, words: tuple[str, ...], what: str) -> None:
    terminal.run(*DRIVER)
    say(terminal, "Ann", "--from", "2024")
    assert what in terminal.error("timeline", *words)


@pytest.mark.parametrize(
    "words", [("backfill",), ("show", "unit 1", "--at", "2024"), ("search", "Ann")]
)
def test_without_a_neo4j_graphiti_says_what_answers_instead(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    terminal.run(*DRIVER)
    say(terminal, "Ann", "--from", "2024")
    monkeypatch.delenv("NEO4J_URI", raising=False)
    error = terminal.error("timeline", "graphiti", *words)
    assert "set NEO4J_URI" in error
    assert "onevice timeline show" in error


def test_facts_are_searched_as_they_held_and_a_bad_filter_is_told(terminal: Terminal) -> None:
    terminal.run(*DRIVER)
    say(terminal, "Ann", "--from", "2024-03-01")
    say(terminal, "Bob", "--from", "2024-03-10")
    assert "0 texts" in terminal.run("timeline", "index")  # each saga has sent its own
    asked = ("timeline", "search", "who drives unit 1?", "--at", "2024-03-05")
    (found,) = terminal.json(*asked)["facts"]
    assert found["object"] == "Ann"
    assert set(found["ranks"]) == {"structure", "words", "meaning"}
    assert terminal.json(*asked, "--known", "2020-01-01")["facts"] == []
    assert "2 texts" in terminal.run("timeline", "index", "--anew")
    assert "key=value" in terminal.error(*asked, "--where", "amount")


def test_a_mail_with_a_confirmation_is_asked_for_by_its_facts_and_their_words(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(write_mail("See attached.", **{"rate.pdf": pdf_of(CONFIRMATION)}))
    told = terminal.json("episodes", "add", str(path), "--zone", "America/Chicago")
    assert (told["new"], told["mapped"], told["waiting"], told["refused"]) == (2, 2, 0, 0)
    again = terminal.json("episodes", "add", str(path))
    assert (again["new"], again["mapped"], again["statements"]) == (0, 0, 0)
    assert terminal.json("episodes", "read", "--again")["mapped"] == 0
    show = ("timeline", "show", "load 1048822", "--at", "2024-03-08", "--evidence")
    (driver,) = terminal.json(*show, "--relation", "driver")
    assert (driver["object"], driver["page"]) == ("driver Marcus Bell", 1)
    assert driver["quote"] == "Driver: Marcus Bell"
    assert driver["source"] == "document mail.eml/rate.pdf"
    assert terminal.json("episodes", "show", driver["episode"])["read_by"] == "rules 1"
    assert "Total Rate" in terminal.run(*show)
    (found, *_) = terminal.json("timeline", "search", "who hauls freight to Trailhead")["facts"]
    assert "meaning" in found["ranks"]  # the saga has sent the texts
