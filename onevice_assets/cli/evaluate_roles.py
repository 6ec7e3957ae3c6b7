"""`onevice evaluate roles`: people and their roles, read from credit lines and sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onevice_assets.cli.evaluate import ErrorsOption, tell
from onevice_assets.cli.look import JsonOption


def register(app: typer.Typer) -> None:
    """Add this module's command to the group."""
    app.command("roles")(evaluate_roles)


def evaluate_roles(
    cases: Annotated[
        Path, typer.Option(help='JSON lines {"text", "people": [{"name", "role", …}]}')
    ],
    errors: ErrorsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the reading of people: who is found, and as what, project and company included."""
    from onevice_assets.entertainment.entities.evaluate_roles import evaluate_file

    told = evaluate_file(cases, with_errors=errors)
    tell("People and roles against the labels", told, as_json=as_json)
