"""Assembly of the commands, and the one place where an error becomes a message."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from onevice_assets.cli import (
    alerts,
    answers,
    backfill,
    backup,
    bench,
    budget,
    campaigns,
    campaigns_content,
    campaigns_decide,
    campaigns_performance,
    change,
    dashboard,
    decide,
    documents,
    drift,
    episodes,
    erase,
    evaluate,
    evaluate_campaigns,
    evaluate_linkage,
    evaluate_operations,
    evaluate_roles,
    evaluate_timeline,
    intents,
    judge,
    look,
    metrics,
    migrate,
    organizations,
    prompts,
    rebuild,
    restore,
    retention,
    run,
    sagas,
    schema,
    search,
    serve_mcp,
    servers,
    simulations,
    spend,
    status,
    talent,
    talent_unions,
    timeline,
    timeline_copies,
    timeline_graphiti,
    timeline_search,
    timeline_writing,
    users,
)
from onevice_assets.cli.output import say_error
from resources.errors import OneviceError
from resources.observing.logs import set_up_logs
from resources.observing.traces import span
from resources.registry import silence_telemetry


class _Commands(TyperGroup):
    """The one place where an error becomes a message; click itself would swallow Ctrl-C."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except OneviceError as error:
            say_error(str(error))
            raise typer.Exit(1) from error
        except KeyboardInterrupt as stop:
            say_error("Stopped. What was answered is kept: run the same command again to go on.")
            raise typer.Exit(130) from stop


app = typer.Typer(
    cls=_Commands,
    name="onevice",
    help="How language models talk about a brand: measured, explained, traced to the sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
_MODULES = (
    *(run, backfill, look, search, dashboard, alerts, answers, simulations, bench, judge),
    *(servers, status, serve_mcp, drift, rebuild, restore, erase),
)
for module in _MODULES:
    module.register(app)
app.add_typer(decide.site, name="site")
app.add_typer(decide.brand, name="brand")
app.add_typer(prompts.app, name="prompts")
app.add_typer(users.app, name="user")
app.add_typer(budget.app, name="budget")
app.add_typer(spend.app, name="spend")
app.add_typer(organizations.app, name="organization")
evaluate_roles.register(evaluate.app)
evaluate_campaigns.register(evaluate.app)
evaluate_linkage.register(evaluate.app)
evaluate_timeline.register(evaluate.app)
evaluate_operations.register(evaluate.app)
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(documents.app, name="documents")
app.add_typer(intents.app, name="intents")
app.add_typer(sagas.app, name="sagas")
app.add_typer(metrics.app, name="metrics")
app.add_typer(backup.app, name="backup")
app.add_typer(migrate.app, name="migrate")
app.add_typer(change.app, name="change")
app.add_typer(schema.app, name="schema")
app.add_typer(retention.app, name="retention")
talent.app.add_typer(talent_unions.app, name="unions")
app.add_typer(talent.app, name="talent")
campaigns.app.add_typer(campaigns_performance.app, name="performance")
campaigns.app.add_typer(campaigns_decide.rates, name="rates")
campaigns_decide.register(campaigns_content.app)
app.add_typer(campaigns.app, name="campaigns")
timeline_search.register(timeline.app)
timeline_writing.register(timeline.app)
timeline_copies.register(timeline.app)
timeline_graphiti.register(timeline.app)
app.add_typer(timeline.app, name="timeline")
app.add_typer(episodes.app, name="episodes")


def run_app() -> None:
    """Run the command line; a known error ends with its message and code 1, Ctrl-C with 130."""
    silence_telemetry()
    set_up_logs()
    with span("onevice", is_root=True):  # the trace of every run in this process
        app()
