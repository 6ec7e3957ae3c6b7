"""Assembly of the commands, and the one place where an error becomes a message."""

from __future__ import annotations

import sys

import typer

from onevice_assets.cli import answers, decide, look, prompts, run, servers
from onevice_assets.cli.output import say_error
from resources.errors import OneviceError
from resources.registry import silence_telemetry

app = typer.Typer(
    name="onevice",
    help="How language models talk about a brand: measured, explained, traced to the sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for module in (run, look, answers, servers):
    module.register(app)
app.add_typer(decide.site, name="site")
app.add_typer(decide.brand, name="brand")
app.add_typer(prompts.app, name="prompts")


def run_app() -> None:
    """Run the command line; a known error ends with its message and code 1, Ctrl-C with 130."""
    silence_telemetry()
    try:
        app()
    except OneviceError as error:
        say_error(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        say_error("Stopped. What was answered is kept: run the same command again to go on.")
        sys.exit(130)
