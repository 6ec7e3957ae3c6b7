"""`onevice explain`: which answers a mart's number counts, printed with their sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from rich.text import Text

from onevice_assets.brand_monitor.evidence import Evidence, Row, list_evidence
from onevice_assets.cli.output import console, say
from onevice_assets.cli.session import Session
from resources.errors import InputError
from resources.identity import normalize_brand_name

_PRESENCE_STYLE = {
    "recommended": "green",
    "compared": "cyan",
    "trusted": "blue",
    "mentioned": "yellow",
    "ignored": "dim",
}


def explain_brand(
    session: Session, table: str, partition: str, brand: str | None, provider: str
) -> dict[str, Any]:
    """Find the mart rows of a brand and the answers behind them.

    Returns:
        `{"table", "partition", "brand", "rows": [mart rows], "evidence": [answers]}`.

    Raises:
        InputError: when the brand is not in the mart, naming those that are.
    """
    from onevice_assets.tables import answers, find

    lake = session.resources["lake"]
    states = lake.read_rows(answers.llm_brand_states, partition)
    responses = lake.read_rows(answers.llm_responses, partition)
    name = _resolve(brand, states)
    rows = [
        row
        for row in lake.read_rows(find(table), partition)
        if (
            row["llm_provider"] == provider
            and name in [value for column, value in row.items() if column.endswith("brand_name")]
        )
        or (
            name in (row.get("brand_a_name"), row.get("brand_b_name"))
            and row["llm_provider"] == provider
        )
    ]
    keep = _counted(table, name, states)
    evidence = list_evidence(states, responses, keep=keep, provider=provider)
    return {
        "table": table,
        "partition": partition,
        "brand": name,
        "rows": rows,
        "evidence": [asdict(one) for one in evidence],
    }


def _resolve(brand: str | None, states: list[dict[str, Any]]) -> str:
    names = {normalize_brand_name(row["brand_name"]): row["brand_name"] for row in states}
    own = [row["brand_name"] for row in states if row["role"] == "own"]
    if brand is None and own:
        return str(own[0])
    found = names.get(normalize_brand_name(brand or ""))
    if found is None:
        known = ", ".join(sorted(names.values())[:20])
        raise InputError(f"No answer of that day was read for {brand or 'a brand'}. Read: {known}.")
    return str(found)


def _counted(table: str, name: str, states: list[dict[str, Any]]) -> Callable[[Row], bool]:
    """Which states the brand's rows of a mart count."""
    if table == "share_of_voice":
        return lambda row: row["brand_name"] == name and row["presence"] != "ignored"
    mine = {row["llm_response_id"]: row["presence"] for row in states if row["brand_name"] == name}
    if table == "co_mentions":
        return lambda row: (
            row["presence"] != "ignored"
            and mine.get(row["llm_response_id"], "ignored") != "ignored"
        )
    return lambda row: (
        row["presence"] == "recommended" and mine.get(row["llm_response_id"]) == "ignored"
    )


def print_evidence(found: dict[str, Any], limit: int) -> None:
    """Print the numbers, then each answer: who said it, to what, and the sentence."""
    for row in found["rows"][:limit]:
        say(f"[bold]{found['brand']}[/] · {found['table']} · {_numbers(row)}")
    evidence = [Evidence(**one) for one in found["evidence"]]
    for one in evidence[:limit]:
        style = _PRESENCE_STYLE[one.presence]
        rank = f" #{one.position_rank}" if one.position_rank else ""
        branded = " · branded, not counted" if one.is_branded else ""
        console.print(
            f"\n[{style}]{one.brand_name}: {one.presence}{rank}[/] · {one.llm_provider} "
            f"{one.llm_model} · sample {one.sample_number}{branded} · [dim]{one.response_id}[/]",
            highlight=False,
        )
        console.print(Text(f"  asked: {one.prompt_text}", style="dim"))
        console.print(
            Text.assemble("  “", one.before, (one.surface, "bold reverse"), one.after, "”")
        )
    if len(evidence) > limit:
        say(f"\n[dim]{len(evidence) - limit} more answers: --limit {len(evidence)}, or --json[/]")


def _numbers(row: dict[str, Any]) -> str:
    if "mention_rate" in row:
        return f"{row['mention_count']} of {row['total_responses']} answers name it"
    if "brand_a_name" in row:
        pair = f"{row['brand_a_name']} and {row['brand_b_name']}"
        return f"{row['mention_count']} answers name {pair}"
    return (
        f"{row['occurrence_count']} answers ignore {row['missing_brand_name']} and recommend "
        f"{row['substitute_brand_name']}"
    )
