"""`onevice evaluate roles` measures what labels of any usual form say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from onevice_assets.cli.app import app
from onevice_assets.entertainment.entities.evaluate_roles import evaluate_file
from resources.errors import InputError


def written(path: Path, *cases: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
    return path


def case(text: str, *people: tuple[str, Any]) -> dict[str, Any]:
    named = [{"name": name, "role": role} for name, role in people]
    return {"text": text, "people": named}


def test_figures_have_the_agreed_names(tmp_path: Path) -> None:
    told = evaluate_file(
        written(tmp_path / "c.jsonl", case("DP: Jo Wu", ("Jo Wu", "Cinematographer")))
    )
    assert told["person"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert told["role"]["accuracy"] == 1.0
    assert told["director_vs_creative_director"]["accuracy"] is None


@pytest.mark.parametrize(
    "people",
    [
        [("Ana Ruiz", "Director / Creative Director")],
        [("Ana Ruiz", "Creative Director"), ("ANA RUIZ", "Director")],
        [("Ana Ruiz", ["director", "creative-director"])],
        [("Ana Ruiz", "Director and Creative Director")],
    ],
)
def test_two_roles_may_be_labelled_in_any_form(tmp_path: Path, people: list[Any]) -> None:
    told = evaluate_file(written(tmp_path / "c.jsonl", case("Director / CD: Ana Ruiz", *people)))
    assert told["role"]["exact"] == 1.0
    assert told["director_vs_creative_director"]["accuracy"] == 1.0


def test_one_of_two_labelled_roles_is_not_enough(tmp_path: Path) -> None:
    cases = written(
        tmp_path / "c.jsonl", case("Director: Ana Ruiz", ("Ana Ruiz", "Director/Editor"))
    )
    assert evaluate_file(cases)["role"]["accuracy"] == 0.0


def test_missed_extra_and_wrongly_read_people_count_and_are_listed(tmp_path: Path) -> None:
    cases = written(
        tmp_path / "c.jsonl",
        case("Director: Ana Ruiz", ("Ana Ruiz", "Creative Director"), ("Bob Low", "Client")),
        case("Producer: Kim Wu", ("Kim Lee", None)),
    )
    told = evaluate_file(cases, with_errors=True)
    assert told["person"]["precision"] == 0.5
    assert told["person"]["recall"] == pytest.approx(1 / 3)
    assert told["director_vs_creative_director"]["accuracy"] == 0.0
    kinds = {(one["error"], one["name"]) for one in told["errors"]}
    assert kinds >= {("missed person", "Bob Low"), ("extra person", "Kim Wu"), ("role", "Ana Ruiz")}


def test_labels_without_anybody_roleless_do_not_punish_finding_one(tmp_path: Path) -> None:
    text = "Director Ana Ruiz thanked Kim Wu."
    only = evaluate_file(written(tmp_path / "a.jsonl", case(text, ("Ana Ruiz", "Director"))))
    assert only["person"]["precision"] == 1.0
    everybody = (("Ana Ruiz", "Director"), ("Kim Wu", "Unknown"))
    told = evaluate_file(written(tmp_path / "b.jsonl", case(text, *everybody)))
    assert told["person"]["f1"] == told["role"]["accuracy"] == 1.0


@pytest.mark.parametrize(
    "line",
    ["no json", "[]", '{"text": "x"}', '{"text": "x", "people": [{"role": "Director"}]}', "3"],
)
def test_a_line_that_is_no_case_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(f"{json.dumps(case('x'))}\n{line}\n")
    with pytest.raises(InputError, match="Line 2"):
        evaluate_file(path)


def test_a_missing_file_is_an_error_of_ours(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["evaluate", "roles", "--cases", str(tmp_path / "none.jsonl")])
    assert done.exit_code == 1
    assert "cannot be read" in done.output


def test_the_command_prints_figures_for_people_and_programs(tmp_path: Path) -> None:
    path = written(tmp_path / "c.jsonl", case("Director: Ana Ruiz", ("Ana Ruiz", "Client")))
    words = ["evaluate", "roles", "--cases", str(path), "--errors"]
    assert "1 errors" in CliRunner().invoke(app, words).output
    told = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)
    assert told["role"]["accuracy"] == 0.0
    assert told["errors"][0]["ours"] == "Director"
