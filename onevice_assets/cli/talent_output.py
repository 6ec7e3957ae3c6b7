"""How `onevice talent` prints: rows as tables, with what was hidden left out, and what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.cli.output import print_json, print_rows, say

if TYPE_CHECKING:
    from onevice_assets.entertainment.access.asker import Asker
    from onevice_assets.entertainment.access.door import Answer
    from onevice_assets.entertainment.talent.find import Hits
    from onevice_assets.entertainment.talent.list_people import Page

_PERSON: Final = ("name", "roleType", "unionStatus", "specializations", "budgetRange", "dayRate")
_PROJECT: Final = ("name", "type", "status", "budgetTier", "totalBudget", "completionDate")
_OF: Final[Mapping[str, Sequence[str]]] = {
    "Person": _PERSON,
    "Project": _PROJECT,
    "Document": ("title", "type", "pageCount"),
    "CreativeConcept": ("name", "category", "usageCount"),
}


def print_answer(title: str, label: str, answer: Answer, asker: Asker, *, as_json: bool) -> None:
    """Print an answer's rows: the node flat, computed columns beside it."""
    rows = [{**one["p"], **{n: v for n, v in one.items() if n != "p"}} for one in answer.rows]
    if as_json:
        print_json({"rows": rows, "source": answer.source, "role": asker.role.name})
        return
    more = sorted({name for one in answer.rows for name in one if name != "p"})
    _print(title, label, rows, more, asker)
    if answer.source == "fallback":
        say("[yellow]The graph is away[/]: this is what anybody may see of a recent answer.")


def print_page(page: Page, asker: Asker, *, as_json: bool) -> None:
    """Print a page of people, and how to get the next one."""
    rows = [{**one["p"], "recent": one.get("recent")} for one in page.rows]
    if as_json:
        print_json({"rows": rows, "next": page.next, "role": asker.role.name})
        return
    _print("People", "Person", rows, ["recent"], asker)
    if page.next:
        say(f"[dim]More: --page {page.next}[/]")


def print_hits(text: str, label: str, hits: Hits, asker: Asker, *, as_json: bool) -> None:
    """Print what a search found, and which source found it where."""
    rows = [{**one.node, "score": one.score, "ranks": dict(one.ranks)} for one in hits.hits]
    if as_json:
        print_json({"rows": rows, "left_out": dict(hits.left_out), "role": asker.role.name})
        return
    told = [{**one, "found by": _tell(one["ranks"])} for one in rows]
    _print(f"{label}: {text}", label, told, ["found by"], asker)
    for source, why in hits.left_out.items():
        say(f"[yellow]not searched by {source}[/]: {why}")


def _print(
    title: str, label: str, rows: list[dict[str, Any]], more: Sequence[str], asker: Asker
) -> None:
    shown = [name for name in _OF[label] if any(name in one for one in rows)]
    print_rows(title, [_plain(one) for one in rows], [*shown, *more, "id"] if rows else [])
    if not rows:
        say(
            "[dim]Nothing of that kind that this role may see: fewer filters may find more, and "
            "`onevice documents list` tells which documents were read.[/]"
        )
    elif hidden := [name for name in _OF[label] if name not in shown]:
        say(f"[dim]{asker.role.name} does not see: {', '.join(hidden)}[/]")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {n: ", ".join(map(str, v)) if isinstance(v, list) else v for n, v in row.items()}


def _tell(ranks: Mapping[str, int]) -> str:
    return " ".join(f"{source} #{rank}" for source, rank in ranks.items())
