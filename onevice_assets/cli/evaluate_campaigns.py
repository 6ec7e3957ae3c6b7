"""`onevice evaluate campaigns`: whether learnings are those that were planted, and no others."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from onevice_assets.cli.evaluate import tell
from onevice_assets.cli.look import JsonOption


def register(app: typer.Typer) -> None:
    """Add this module's command to `onevice evaluate`."""
    app.command("campaigns")(evaluate_campaigns)


def evaluate_campaigns(
    full: Annotated[
        bool, typer.Option("--full", help="20 clients of each size and business; minutes")
    ] = False,
    first_seed: Annotated[int, typer.Option(min=0, help="Other clients than those before")] = 3000,
    as_json: JsonOption = False,
) -> None:
    """Measure what is learnt of scripted quarters: precision and recall, naive ranking beside."""
    # its matrices are small: threads would only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from onevice_assets.campaigns.measuring.evaluate import FULL, SHORT, evaluate

    told = evaluate(first_seed, FULL if full else SHORT)
    tell("Learnings of scripted quarters", told, as_json=as_json)
