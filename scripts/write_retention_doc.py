"""Writes the generated tables of docs/how-to/retention.md, as a test compares them."""

from __future__ import annotations

from pathlib import Path

from onevice_assets.upkeep.retention.tell import replace_tables

PAGE = Path(__file__).resolve().parents[1] / "docs" / "how-to" / "retention.md"


def main() -> None:
    """Replace what stands between the marks; the rest is written by hand."""
    PAGE.write_text(replace_tables(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
