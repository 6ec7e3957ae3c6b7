"""`onevice explain`: which answers a mart's number counts, printed with their sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from rich.markup import escape
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


def _share_of(row: Row, brand: str) -> bool:
    """The brand's own row."""
    return bool(row["brand_name"] == brand)


def _pair_with(row: Row, brand: str) -> bool:
    """A pair with the brand on either side."""
    return brand in (row["brand_a_name"], row["brand_b_name"])


def _replacement_of(row: Row, brand: str) -> bool:
    """What is recommended where the brand is ignored."""
    return bool(row["missing_brand_name"] == brand)


def _tell_share(row: Row) -> str:
    return f"{row['mention_count']} of {row['total_responses']} answers name it"


def _tell_pair(row: Row) -> str:
    return f"{row['mention_count']} answers name {row['brand_a_name']} and {row['brand_b_name']}"


def _tell_replacement(row: Row) -> str:
    return (
        f"{row['occurrence_count']} answers ignore {row['missing_brand_name']} and recommend "
        f"{row['substitute_brand_name']}"
    )


@dataclass(frozen=True)
class _Mart:
    """How a mart speaks of a brand.

    Attributes:
        is_about: whether a row is about the brand.
        others: columns that may name the other brand of the row.
        own_presences: presences of the brand in the answers that count.
        shown: presences of the brands whose sentences are shown.
        tell: the row's number in words.
    """

    is_about: Callable[[Row, str], bool]
    others: tuple[str, ...]
    own_presences: frozenset[str]
    shown: frozenset[str]
    tell: Callable[[Row], str]


_NAMED = frozenset(_PRESENCE_STYLE) - {"ignored"}
_MARTS = {
    "share_of_voice": _Mart(_share_of, ("brand_name",), _NAMED, _NAMED, _tell_share),
    "co_mentions": _Mart(_pair_with, ("brand_a_name", "brand_b_name"), _NAMED, _NAMED, _tell_pair),
    "substitution_patterns": _Mart(
        _replacement_of,
        ("substitute_brand_name",),
        frozenset({"ignored"}),
        frozenset({"recommended"}),
        _tell_replacement,
    ),
}
EXPLAINED = tuple(_MARTS)


def explain_brand(
    session: Session, table: str, partition: str, brand: str | None, provider: str
) -> dict[str, Any]:
    """Find the mart rows of a brand and the answers behind them.

    Returns:
        `{"table", "partition", "brand", "rows": [mart rows], "evidence": [answers]}`.

    Raises:
        InputError: when no answer was read for the brand, or the provider gave none; naming
            those that are.
    """
    from onevice_assets.tables import answers, find

    lake = session.resources["lake"]
    states = lake.read_rows(answers.llm_brand_states, partition)
    responses = lake.read_rows(answers.llm_responses, partition)
    name = _resolve(brand, states)
    _check_provider(provider, responses)
    rows = choose_rows(table, lake.read_rows(find(table), partition), name, provider)
    keep = count_states(table, name, rows, states)
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
    known = ", ".join(sorted(names.values())[:20]) or "none"
    if brand is None:
        raise InputError(f"This website has no brand of its own: name one with --brand: {known}.")
    found = names.get(normalize_brand_name(brand))
    if found is None:
        raise InputError(f"No answer of that day was read for {brand!r}. Read: {known}.")
    return str(found)


def _check_provider(provider: str, responses: list[dict[str, Any]]) -> None:
    known = sorted({row["llm_provider"] for row in responses})
    if provider not in ("all", *known):
        raise InputError(
            f"{provider!r} gave no answer that day; there is: {', '.join(['all', *known])}."
        )


def choose_rows(table: str, rows: list[Row], brand: str, provider: str) -> list[Row]:
    """The rows of a mart that speak of a brand, for one provider or `all`."""
    is_about = _MARTS[table].is_about
    return [row for row in rows if row["llm_provider"] == provider and is_about(row, brand)]


def count_states(
    table: str, brand: str, rows: list[Row], states: list[Row]
) -> Callable[[Row], bool]:
    """Which brand states the chosen rows of a mart count: in answers that hold both sides."""
    mart = _MARTS[table]
    names = {row[column] for row in rows for column in mart.others}
    counted = _answers_with({brand}, mart.own_presences, states)
    if names - {brand}:
        counted &= _answers_with(names - {brand}, mart.shown, states)
    return lambda state: (
        state["brand_name"] in names
        and state["presence"] in mart.shown
        and state["llm_response_id"] in counted
    )


def _answers_with(brands: set[str], presences: frozenset[str], states: list[Row]) -> set[str]:
    return {
        state["llm_response_id"]
        for state in states
        if state["brand_name"] in brands and state["presence"] in presences
    }


def print_evidence(found: dict[str, Any], limit: int) -> None:
    """Print the numbers, then each answer: who said it, to what, and the sentence."""
    mart, brand = _MARTS[found["table"]], escape(found["brand"])
    if not found["rows"]:
        say(f"[bold]{brand}[/] has no row in {found['table']} {escape(found['partition'])}.")
    for row in found["rows"][:limit]:
        say(f"[bold]{brand}[/] · {found['table']} · {escape(mart.tell(row))}")
    evidence = [Evidence(**one) for one in found["evidence"]]
    for one in evidence[:limit]:
        _print_answer(one)
    if len(evidence) > limit:
        say(f"\n[dim]{len(evidence) - limit} more answers: --limit {len(evidence)}, or --json[/]")


def _print_answer(one: Evidence) -> None:
    rank = f" #{one.position_rank}" if one.position_rank else ""
    branded = " · branded, not counted" if one.is_branded else ""
    console.print()
    console.print(
        Text.assemble(
            (f"{one.brand_name}: {one.presence}{rank}", _PRESENCE_STYLE[one.presence]),
            f" · {one.llm_provider} {one.llm_model} · sample {one.sample_number}{branded} · ",
            (one.response_id, "dim"),
        )
    )
    console.print(Text(f"  asked: {one.prompt_text}", style="dim"))
    console.print(Text.assemble("  “", one.before, (one.surface, "bold reverse"), one.after, "”"))
