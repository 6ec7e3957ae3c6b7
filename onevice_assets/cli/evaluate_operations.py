"""`onevice evaluate operations-extraction`: entities, properties and relations of documents."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from onevice_assets.cli.evaluate import ErrorsOption, tell
from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.timeline import OrganizationOption


def register(app: typer.Typer) -> None:
    """Add this module's command to the group."""
    app.command("operations-extraction")(evaluate_extraction)


def evaluate_extraction(
    cases: Annotated[
        Path, typer.Option(help='JSON lines {"id", "kind", "text", "entities", "relations"}')
    ],
    errors: ErrorsOption = False,
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Measure the reading of invoices, rate confirmations, maintenance orders and messages.

    Where ONEVICE_READ_DOCUMENTS names a provider, with it too: that costs money, once a text.
    """
    from onevice_assets.cli.episodes import open_reader
    from onevice_assets.operations.extraction.evaluate import evaluate_file
    from resources.llm.choose_reader import RULES, VARIABLE

    reader = open_reader(organization) if os.environ.get(VARIABLE, RULES) != RULES else None
    told = evaluate_file(cases, with_errors=errors, reader=reader)
    tell("Operations documents against the labels", told, as_json=as_json)
