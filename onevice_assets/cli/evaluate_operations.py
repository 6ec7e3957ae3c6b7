"""`onevice evaluate operations-extraction`: entities, properties and relations of documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onevice_assets.cli.evaluate import ErrorsOption, tell
from onevice_assets.cli.look import JsonOption


def register(app: typer.Typer) -> None:
    """Add this module's command to the group."""
    app.command("operations-extraction")(evaluate_extraction)


def evaluate_extraction(
    cases: Annotated[
        Path, typer.Option(help='JSON lines {"id", "kind", "text", "entities", "relations"}')
    ],
    errors: ErrorsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the reading of invoices, rate confirmations, maintenance orders and messages."""
    from onevice_assets.operations.extraction.evaluate import evaluate_file

    told = evaluate_file(cases, with_errors=errors)
    tell("Operations documents against the labels", told, as_json=as_json)
