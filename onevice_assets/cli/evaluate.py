"""`onevice evaluate`: the quality of everything that reads text, measured against labels.

One command per thing that is read; this module holds the group, how figures are told, and the two
evaluations of brand answers. The others have a module each and join by their `register`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import flatten, print_json, print_rows
from resources.errors import InputError

ErrorsOption = Annotated[bool, typer.Option("--errors", help="Print every error too")]


class _Evaluations(TyperGroup):
    """A group that answers an unknown name with those there are, as an error of ours."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            known = ", ".join(self.commands)
            raise InputError(f"There is no evaluation {args[0]!r}; there is: {known}.")
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=_Evaluations,
    help="Measure what is read from text against labels of yours.",
    no_args_is_help=True,
)


@app.command("brand-states")
def evaluate_brand_states(
    answers: Annotated[Path | None, typer.Option(help="answers.jsonl in the gold's format")] = None,
    labels: Annotated[Path | None, typer.Option(help="labels.jsonl in the gold's format")] = None,
    catalogue: Annotated[
        Path | None, typer.Option(help="catalogue.csv; without it the labels' brands")
    ] = None,
    errors: ErrorsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the reading of answers: brands found, their states, places and feelings."""
    from onevice_assets.brand_monitor.brand_states.measuring.evaluate import evaluate_files

    if answers is None or labels is None:
        raise InputError("The evaluation of brand-states needs --answers and --labels.")
    told = evaluate_files(answers, labels, catalogue, with_errors=errors)
    tell("Brand states against the labels", told, as_json=as_json)


@app.command("comparisons")
def evaluate_comparisons(
    sentences: Annotated[
        Path | None, typer.Option(help="JSON lines as in CompSent-19, or .gz")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also pairs the model was trained on")
    ] = False,
    errors: ErrorsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the reading of sentences that compare two things: which one is the better."""
    from onevice_assets.brand_monitor.brand_states.measuring import evaluate_comparisons as measure

    if sentences is None:
        raise InputError("The evaluation of comparisons needs --sentences.")
    told = measure.evaluate_comparisons(sentences, everything=everything, with_errors=errors)
    seen = "with" if told["holds_pairs_trained_on"] else "without"
    tell(f"Comparisons, {seen} pairs trained on", told, as_json=as_json)


def tell(title: str, told: dict[str, Any], *, as_json: bool) -> None:
    """Print an evaluation's figures, and the errors listed under `errors` if there are any.

    Args:
        title: what a person reads above the figures.
        told: nested figures; `errors`, where it is there, is a list of flat rows.
        as_json: for a program: one JSON object, as it is.
    """
    if as_json:
        print_json(told)
        return
    wrong = told.get("errors")
    figures = {name: value for name, value in told.items() if name != "errors"}
    print_rows(title, flatten(figures), ["measure", "value"])
    if wrong is not None:
        print_rows(f"{len(wrong)} errors", wrong, list(dict.fromkeys(k for w in wrong for k in w)))
