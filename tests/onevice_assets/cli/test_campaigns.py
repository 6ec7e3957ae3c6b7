"""`onevice campaigns`: a client, its creatives, and what a person reads of both."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.onevice_assets.cli.conftest import Terminal


def test_creatives_are_added_listed_and_shown(terminal: Terminal, tmp_path: Path) -> None:
    added = terminal.json("campaigns", "clients", "add", "yoga-loft", "--industry", "wellness")
    assert added["key"] == "default.yoga-loft"
    assert [one["key"] for one in terminal.json("campaigns", "clients", "list")] == [added["key"]]
    Image.new("RGB", (80, 60), (200, 120, 40)).save(tmp_path / "hero.png")
    (tmp_path / "broken.jpg").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("not taken")
    rows = terminal.json("campaigns", "content", "add", "yoga-loft", str(tmp_path))
    assert {row["filename"]: row["failure_reason"] for row in rows} == {
        "hero.png": None,
        "broken.jpg": "empty",
    }
    again = terminal.json("campaigns", "content", "add", "yoga-loft", str(tmp_path / "hero.png"))
    assert [row["id"] for row in again] == [r["id"] for r in rows if r["filename"] == "hero.png"]
    assert len(terminal.json("campaigns", "content", "list", "default.yoga-loft")) == 2
    told = terminal.run("campaigns", "content", "show", "yoga-loft", "hero.png")
    assert "nobody looked at it" in told
    assert "warm-tones" in told
    assert "not read" in terminal.run("campaigns", "content", "show", "yoga-loft", "broken.jpg")


def test_what_is_not_there_is_told(terminal: Terminal, tmp_path: Path) -> None:
    assert "There is no client" in terminal.error("campaigns", "content", "list", "nobody")
    terminal.run("campaigns", "clients", "add", "bakery")
    assert "has no creative" in terminal.error("campaigns", "content", "show", "bakery", "x")
    assert "There is no" in terminal.error("campaigns", "content", "add", "bakery", "/no/file")
    empty = terminal.error("campaigns", "content", "add", "bakery", str(tmp_path))
    assert "nothing was added" in empty
    assert "cannot be a client" in terminal.error("campaigns", "clients", "add", "A B")
