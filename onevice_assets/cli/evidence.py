"""How `onevice explain` prints: the row in words, then each answer and its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.text import Text

from onevice_assets.cli.output import cell, console, say
from onevice_assets.lineage.count_answers import add_up
from onevice_assets.lineage.evidence import Evidence
from onevice_assets.lineage.explain import Explanation
from onevice_assets.lineage.verdict_sides import Side
from onevice_assets.tables import find

_PRESENCE_STYLE = {
    "recommended": "green",
    "compared": "cyan",
    "trusted": "blue",
    "mentioned": "yellow",
    "ignored": "dim",
}


def print_explanation(found: Explanation, limit: int) -> None:
    """Print the number and what it counts, the row, then each answer and its sentence."""
    say(f"[bold]{escape(_tell_row(found))}[/]")
    say(_tell_sides(found))
    if not found.agrees:
        say(
            f"[yellow]The row says {cell(found.row[found.number])}, the stored answers give "
            f"{cell(found.value)}:[/] they were read again since. Materialise {found.table} anew."
        )
    shown = (f"{name.replace('_', ' ')} {cell(value)}" for name, value in _shown(found).items())
    say(f"[dim]{escape(' · '.join(shown))}[/]")
    _print_answers(found.list_evidence(), limit)
    branded = found.list_branded()
    if branded:
        say(f"\n[dim]Not counted, because the question names a brand: {len(branded)}[/]")
        _print_answers(branded, limit)
    if found.other_rows:
        say(f"\n[dim]Other rows that were meant:[/] {escape(_tell_others(found.other_rows))}")


def _tell_row(found: Explanation) -> str:
    said = cell(found.row[found.number])
    names = [name for name in find(found.table).natural_key if name not in ("website_id", "day")]
    key = [str(found.row.get(name.replace("_id", "_name"), found.row[name])) for name in names]
    return f"{' · '.join(key)} · {found.table} · {found.number.replace('_', ' ')} {said}"


def _tell_sides(found: Explanation) -> str:
    if found.before is None:
        return _tell_side(found.side)
    return f"before: {_tell_side(found.before)}; after: {_tell_side(found.side)}"


def _tell_side(side: Side) -> str:
    counted, of = (
        len({item.answer.id for item in items}) for items in (side.numerator, side.denominator)
    )
    answers = f"{counted} of {of} answers count"
    totals = add_up(side.numerator), add_up(side.denominator)
    return (
        answers if totals == (counted, of) else f"{cell(totals[0])} of {cell(totals[1])}: {answers}"
    )


def _shown(found: Explanation) -> dict[str, Any]:
    """The row without ids, versions and times."""
    table = find(found.table)
    known = [one.name for one in table.columns if one.type in ("integer", "number", "text")]
    hidden = ("extractor_version", "alias_version", "basket_version", "brand_set", "prompt_text")
    return {name: found.row[name] for name in known if name not in hidden}


def _tell_others(rows: Sequence[dict[str, Any]]) -> str:
    told = [" ".join(f"--where {k}={cell(v)!r}" for k, v in row.items()) for row in rows[:5]]
    more = f", and {len(rows) - 5} more" if len(rows) > 5 else ""
    return "; ".join(told) + more


def _print_answers(evidence: Sequence[Evidence], limit: int) -> None:
    for one in evidence[:limit]:
        _print_answer(one)
    if len(evidence) > limit:
        say(f"\n[dim]{len(evidence) - limit} more answers: --limit {len(evidence)}, or --json[/]")


def _print_answer(one: Evidence) -> None:
    rank = f" #{one.position_rank}" if one.position_rank else ""
    branded = " · branded, not counted" if one.is_branded else ""
    told = f"{one.brand_name}: {one.presence}{rank}" if one.presence else one.page_url or "answer"
    console.print()
    console.print(
        Text.assemble(
            (told, _PRESENCE_STYLE.get(one.presence or "", "")),
            f" · {one.llm_provider} {one.llm_model} · sample {one.sample_number}{branded} · ",
            (one.response_id, "dim"),
        )
    )
    console.print(Text(f"  asked: {one.prompt_text}", style="dim"))
    if one.surface or one.before:
        quoted = (one.before, (one.surface, "bold reverse"), one.after)
        console.print(Text.assemble("  “", *quoted, "”"))
