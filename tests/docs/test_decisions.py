"""The index of the decisions leads to every one of them, by the name it bears."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs/decisions"


def test_every_decision_stands_in_the_index_once_by_its_name() -> None:
    listed = re.findall(r"^- \[(\d+)\. (.+)\]\((.+)\)$", (FOLDER / "README.md").read_text(), re.M)
    pages = sorted(path.name for path in FOLDER.glob("0*.md"))
    assert sorted(page for _, _, page in listed) == pages
    for number, name, page in listed:
        head = (FOLDER / page).read_text("utf-8").splitlines()[0]
        assert re.fullmatch(rf"# 0*{number}\.? {re.escape(name)}", head), page
