"""`onevice evaluate linkage`: how well records that mean one thing are found, by pairs.

Not here: how they are found (`onevice_assets.entertainment.entities.linkage`).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.evaluate import tell
from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, say, say_error
from resources.errors import InputError, OneviceError


class _Entity(StrEnum):
    person = "person"
    organization = "organization"


def register(app: typer.Typer) -> None:
    """Add this module's command to `onevice evaluate`."""
    app.command("linkage")(evaluate_linkage)


def evaluate_linkage(
    records: Annotated[
        list[Path] | None,
        typer.Option(help=".csv, .tsv, .gz or .parquet; twice to link two"),
    ] = None,
    truth: Annotated[
        Path | None, typer.Option(help="Pairs of ids, or an id and its cluster per row")
    ] = None,
    entity: Annotated[_Entity, typer.Option(help="What a record is")] = _Entity.person,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="id=COLUMN,name=COLUMN,…; without it columns are guessed"),
    ] = None,
    threshold: Annotated[
        float, typer.Option(min=0.01, max=0.99, help="Probability from which a pair is a match")
    ] = 0.9,
    as_json: JsonOption = False,
) -> None:
    """Measure resolution: pairwise precision, recall and F1, and the naive fuzzy 0.9 beside it."""
    try:
        told = _evaluate(records, truth, entity, mapping, threshold)
    except OneviceError as error:
        say_error(str(error))
        if as_json:
            print_json({"error": str(error)})
        raise typer.Exit(2) from error
    tell("Linkage against the truth, by pairs", told, as_json=as_json)


def _evaluate(
    records: list[Path] | None,
    truth: Path | None,
    entity: _Entity,
    mapping: list[str] | None,
    threshold: float,
) -> dict[str, Any]:
    from onevice_assets.entertainment.entities.linkage.evaluate import evaluate_files
    from onevice_assets.entertainment.entities.linkage.meanings import KNOWN, read_map

    if not records or truth is None:
        raise InputError(
            "The evaluation of linkage needs --records and --truth: a table of records (two to "
            "link two files), and pairs of ids or a cluster per id."
        )
    meant = read_map(mapping or [])
    told = evaluate_files(records, truth, entity.value, meant, threshold=threshold)
    if told["fields_by_looks"]:
        say(
            f"No fields of ours, compared by what their columns look like: "
            f"{escape(', '.join(told['fields_by_looks']))}. Fields: {', '.join(KNOWN)}."
        )
    return told
