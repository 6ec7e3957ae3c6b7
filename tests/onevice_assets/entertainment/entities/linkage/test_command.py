"""`onevice evaluate linkage` says figures for a program, and one line where it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onevice_assets.cli.app import app

PEOPLE = """id,name,dob,phone
1,Ann Lee,1980-01-02,310 555 0100
2,"Lee, Ann",1980-01-02,(310) 555-0100
3,Bob Ray,1971-05-06,310 555 0123
4,Cy Dow,1969-11-12,310 555 0188
"""


def run(folder: Path, truth: str, *more: str) -> tuple[int, str]:
    (folder / "r.csv").write_text(PEOPLE)
    (folder / "t.csv").write_text(truth)
    files = ("--records", str(folder / "r.csv"), "--truth", str(folder / "t.csv"))
    done = CliRunner().invoke(app, ["evaluate", "linkage", *files, *more])
    return done.exit_code, done.output


TRUTHS = {"pairs": "left,right\n1,2\n", "clusters": "id,cluster\n1,a\n2,a\n3,b\n4,c\n"}


@pytest.mark.parametrize("truth", TRUTHS.values(), ids=TRUTHS.keys())
def test_both_forms_of_truth_give_the_figures(tmp_path: Path, truth: str) -> None:
    code, text = run(tmp_path, truth, "--entity", "person", "--json")
    assert code == 0, text
    told = json.loads(text)
    assert {"precision", "recall", "f1", "seconds"} <= told.keys() & told["naive"].keys()
    assert told["fields"] == {"name": "person", "dob": "date", "phone": "phone"}


REFUSED = {
    "a column that is not there": (("--map", "name=nombre"), "nombre"),
    "a map that is none": (("--map", "name"), "key=COLUMN"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_one_line(tmp_path: Path, case: tuple[tuple[str, ...], str]) -> None:
    code, text = run(tmp_path, TRUTHS["pairs"], *case[0])
    assert code == 2
    assert text.startswith("error ")
    assert case[1] in text
    assert text.count("\n") == 1


def test_without_files_it_says_what_it_needs() -> None:
    done = CliRunner().invoke(app, ["evaluate", "linkage"])
    assert done.exit_code == 2
    assert "needs --records and --truth" in done.output
