"""What a run found, for the terminal: brands and their measures, who answered, where to look on."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

from rich.markup import escape

from onevice_assets.cli.output import console, print_rows, say
from onevice_assets.cli.session import Session
from onevice_assets.measures.tell_percent import percent
from onevice_assets.partitions import split_key

_MOST_BRANDS = 15
_COLUMNS = ("brand", "named_in", "mention_rate", "share_of_voice", "recommended", "first")


def collect_findings(session: Session, partition: str) -> dict[str, Any]:
    """Gather a day's brands, models, spending and report path from lake and disk."""
    from onevice_assets.brand_monitor.report_path import report_path
    from onevice_assets.tables import answers, marts

    lake = session.resources["lake"]
    day, website = split_key(partition)
    responses = lake.read_rows(answers.llm_responses, partition)
    shares = lake.read_rows(marts.share_of_voice, partition)
    return {
        "website": website,
        "day": day,
        "answers": len(responses),
        "branded_answers": sum(row["is_branded"] for row in responses),
        "models": sorted({f"{row['llm_provider']}:{row['llm_model']}" for row in responses}),
        "is_demonstration": any(row["is_demonstration"] for row in responses),
        "cost_usd": sum(row["cost_usd"] or 0 for row in responses),
        "brands": sorted(
            (_measures(row) for row in shares if row["llm_provider"] == "all"),
            key=lambda row: (-row["mention_count"], row["brand"]),
        ),
        "report": str(report_path(website, day)),
    }


def _measures(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "brand": row["brand_name"],
        "role": row["role"],
        "mention_count": row["mention_count"],
        "total_responses": row["total_responses"],
        "mention_rate": row["mention_rate"],
        "share_of_voice": row["share"],
        "recommendation_rate": row["recommendation_rate"],
        "first_positions": row["first_position_count"],
    }


def print_findings(findings: dict[str, Any]) -> None:
    """Print the brands as a table, then who answered, the report and the way to the UI."""
    rows = [_tell_brand(row) for row in findings["brands"][:_MOST_BRANDS]]
    print_rows(f"{findings['website']} on {findings['day']}", rows, _COLUMNS, right=_COLUMNS[1:])
    more = len(findings["brands"]) - _MOST_BRANDS
    if more > 0:
        say(f"[dim]and {more} more brands: onevice show share_of_voice[/]")
    models = ", ".join(findings["models"]) or "no model"
    cost = f"USD {findings['cost_usd']:.4f}"
    say(f"{findings['answers']} answers by [bold]{escape(models)}[/], {cost}")
    if findings["branded_answers"]:
        say(
            f"    {findings['branded_answers']} of them to questions that name a brand: not counted"
        )
    if findings["is_demonstration"]:
        say(
            "[yellow]A demonstration, not a measurement:[/] the local model is too small to know "
            "a market.\n  Set OPENAI_API_KEY (or ANTHROPIC_, GEMINI_, PERPLEXITY_) to measure."
        )
    say("Report:")
    console.print(findings["report"], soft_wrap=True, highlight=False, markup=False)
    website = escape(findings["website"])
    say(f"Look further: [bold]{_command()} dashboard[/]")
    say(f"Dagster's UI: [bold]{_ui_command()}[/]")
    say(f"The sentences: [bold]{_command()} explain --website {website} --brand NAME[/]")


def _tell_brand(row: dict[str, Any]) -> dict[str, Any]:
    """A brand's measures as people read them."""
    recommended = row["recommendation_rate"]
    return {
        "brand": row["brand"] + (" (you)" if row["role"] == "own" else ""),
        "named_in": f"{row['mention_count']} of {row['total_responses']}",
        "mention_rate": percent(row["mention_rate"]),
        "share_of_voice": percent(row["share_of_voice"]),
        "recommended": percent(None if recommended is None else recommended / 100),
        "first": row["first_positions"],
    }


def _ui_command() -> str:
    return "make ui" if Path("Makefile").exists() else f"{_command()} ui"


def _command() -> str:
    """The console command as a person types it here."""
    program = Path(sys.executable).parent / "onevice"
    near = program.is_relative_to(Path.cwd())
    return shlex.quote(str(program.relative_to(Path.cwd()) if near else program))
