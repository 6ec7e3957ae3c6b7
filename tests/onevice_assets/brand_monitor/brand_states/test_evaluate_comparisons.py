"""How the direction of comparisons is measured, and the floor it holds on CompSent-19."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from onevice_assets.brand_monitor.brand_states.measuring.evaluate_comparisons import (
    evaluate_comparisons,
    is_held_out,
    read_sentences,
)
from onevice_assets.cli.app import app
from resources.errors import InputError


def line(a: str, b: str, label: str, sentence: str = "{a} is better than {b}.") -> dict[str, Any]:
    said = sentence.format(a=a, b=b)
    return {"object_a": a, "object_b": b, "most_frequent_label": label, "sentence": said}


def write(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def pair_that_is(held_out: bool) -> tuple[str, str]:
    pairs = (("alpha", f"beta{number}") for number in range(1_000))
    return next(pair for pair in pairs if is_held_out(pair) is held_out)


@pytest.mark.shared
def test_the_shipped_model_holds_on_pairs_it_never_saw(shared: Path) -> None:
    told = evaluate_comparisons(shared / "data" / "stance" / "compsent19.jsonl.gz")
    assert not told["holds_pairs_trained_on"]
    assert told["scored"] >= 1_500
    assert told["macro_f1"] >= 0.75
    assert told["per_class"]["worse"]["f1"] >= 0.55


def test_only_pairs_kept_out_of_training_are_scored(tmp_path: Path) -> None:
    seen, unseen = pair_that_is(held_out=False), pair_that_is(held_out=True)
    path = write(tmp_path / "s.jsonl", line(*seen, "BETTER"), line(*unseen, "BETTER"))
    told = evaluate_comparisons(path)
    assert (told["scored"], told["left_out"]["pairs_trained_on"]) == (1, 1)
    assert told["holds_pairs_trained_on"] is False
    everything = evaluate_comparisons(path, everything=True)
    assert (everything["scored"], everything["holds_pairs_trained_on"]) == (2, True)
    assert everything["accuracy"] == 1


def test_the_order_and_case_of_a_pair_make_no_difference(tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl", line("Zed", "Ace", "BETTER"), line("ace", "zed", "NONE"))
    assert {one.pair for one in read_sentences(path)} == {("ace", "zed")}


def test_nothing_left_to_score_says_how_to_score_it(tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl", line(*pair_that_is(held_out=False), "BETTER"))
    with pytest.raises(InputError, match="--all"):
        evaluate_comparisons(path)


def test_names_are_found_as_whole_words_and_beside_each_other(tmp_path: Path) -> None:
    rows = [
        line("Java", "JavaScript", "BETTER", "JavaScript is slower than Java."),
        line("Windows", "Windows 8", "WORSE", "Windows 8 is better than Windows."),
        line("Bose", "Sony", "NONE", "Bose is fine."),
    ]
    java, windows, bose = read_sentences(write(tmp_path / "s.jsonl", *rows))
    assert (java.a, java.b) == ((26, 30), (0, 10))
    assert (windows.a, windows.b) == ((25, 32), (0, 9))
    assert (bose.a, bose.b) == ((0, 4), None)


def test_errors_show_the_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl", line(*pair_that_is(held_out=True), "WORSE"))
    (error,) = evaluate_comparisons(path, with_errors=True)["errors"]
    assert (error["gold"], error["ours"]) == ("worse", "better")
    assert "is better than" in error["sentence"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1 is not JSON"),
        ('{"sentence": "x"}', "line 1 has not the texts"),
        (json.dumps(line("a", "b", "BEST")), "BETTER, WORSE, NONE"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_sentences(path)


def test_a_file_that_is_no_file_is_named(tmp_path: Path) -> None:
    packed = tmp_path / "s.jsonl.gz"
    packed.write_bytes(b"not packed")
    for path in (packed, tmp_path / "none.jsonl"):
        with pytest.raises(InputError, match="cannot be read"):
            read_sentences(path)


def test_the_command_prints_figures_for_people_and_programs(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl.gz"
    row = line(*pair_that_is(held_out=False), "WORSE")
    path.write_bytes(gzip.compress(json.dumps(row).encode()))
    words = ["evaluate", "comparisons", "--sentences", str(path), "--all"]
    shown = CliRunner().invoke(app, [*words, "--errors"])
    assert "with pairs trained on" in shown.output
    assert "1 errors" in shown.output
    told = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)
    assert told["confusion"] == {"worse": {"better": 1}}


@pytest.mark.parametrize(
    ("what", "said"),
    [("comparisons", "--sentences"), ("brand-states", "--answers"), ("weather", "comparisons")],
)
def test_the_command_says_what_it_needs(what: str, said: str) -> None:
    done = CliRunner().invoke(app, ["evaluate", what])
    assert done.exit_code == 1
    assert said in done.output
