"""`onevice evaluate linkage`: how well records that mean one thing are found, by pairs.

Not here: how they are found (`onevice_assets.entertainment.entities.linkage`).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onevice_assets.cli.evaluate import tell
from onevice_assets.cli.look import JsonOption
from resources.errors import InputError


class _Entity(StrEnum):
    person = "person"
    organization = "organization"


def register(app: typer.Typer) -> None:
    """Add this module's command to `onevice evaluate`."""
    app.command("linkage")(evaluate_linkage)


def evaluate_linkage(
    records: Annotated[
        list[Path] | None, typer.Option(help=".csv, .csv.gz or .parquet; twice to link two files")
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
    from onevice_assets.entertainment.entities.linkage.columns import read_map
    from onevice_assets.entertainment.entities.linkage.evaluate import evaluate_files

    if not records or truth is None:
        raise InputError("The evaluation of linkage needs --records and --truth.")
    told = evaluate_files(
        records, truth, entity.value, read_map(mapping or []), threshold=threshold
    )
    tell("Linkage against the truth, by pairs", told, as_json=as_json)
