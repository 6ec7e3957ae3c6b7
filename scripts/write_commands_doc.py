"""Write `docs/reference/commands.md`: every command with its arguments and options, for people.

python -m scripts.write_commands_doc

The text is Typer's own (`typer … utils docs`); a test compares the file with the commands.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Final

from typer import Context
from typer.cli import get_docs_for_click
from typer.core import TyperGroup
from typer.main import get_command

DOCUMENT: Final = Path(__file__).resolve().parents[1] / "docs" / "reference" / "commands.md"


def main() -> None:
    """Write it anew."""
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(render(), "utf-8")


def render() -> str:
    """Every command as Markdown."""
    from onevice_assets.cli.app import app

    group = get_command(app)
    assert isinstance(group, TyperGroup)
    told = get_docs_for_click(obj=group, ctx=Context(group, info_name="onevice"), name="onevice")
    return html.unescape(f"{told.strip()}\n")


if __name__ == "__main__":
    main()
