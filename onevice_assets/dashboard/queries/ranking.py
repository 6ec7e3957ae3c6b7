"""Who is named most, and what may be said of the own brand: the first screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onevice_assets.dashboard.queries.recall import recall, stamp
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.queries.verdicts import read_verdicts
from onevice_assets.measures.rank_brands import rank_brands

Row = dict[str, Any]


@dataclass(frozen=True)
class FirstScreen:
    """What a person sees first.

    Attributes:
        rows: every brand of the set (`rank_brands`), most named first.
        own: the own brand's row; none where no brand is own, or it was not compared.
        leader: the best of the others; none where there is no other.
        verdict: the stored verdict on the own brand's mention rate; none where there is none for
            what is shown.
        is_demonstration: whether any answer came from the local demonstration model.
        is_found_set: whether nobody is tracked, and brands found stand in.
    """

    rows: list[Row]
    own: Row | None
    leader: Row | None
    verdict: Row | None
    is_demonstration: bool
    is_found_set: bool


def rank(scope: Scope) -> list[Row]:
    """Every brand over the answers that count."""
    mark = stamp(scope.lake, scope.key, tuple(scope.days))
    return recall(("rank", scope.key, mark, scope.filters), lambda: rank_brands(scope.cells()))


def look_first(scope: Scope) -> FirstScreen:
    """Collect the first screen; without answers its rows are empty."""
    rows, members = rank(scope), scope.cells().members
    own = next((row for row in rows if row["role"] == "own"), None)
    others = [row for row in rows if row is not own]
    return FirstScreen(
        rows,
        own,
        others[0] if others else None,
        _verdict_on(scope, own) if own else None,
        bool(members["is_demonstration"].any()),
        set(members["brand_set"]) == {"found"},
    )


def shown(scope: Scope, rows: list[Row]) -> list[Row]:
    """The rows of the brands that were chosen; all where none was."""
    chosen = set(scope.asked.brand)
    return [row for row in rows if not chosen or row["brand_name"] in chosen]


def _verdict_on(scope: Scope, own: Row) -> Row | None:
    """Verdicts are stored per provider and for all of them, and by no other cut."""
    providers = scope.asked.provider
    if scope.asked.is_cut or len(providers) > 1:
        return None
    wanted = {
        "brand_id": own["brand_id"],
        "llm_provider": providers[0] if providers else "all",
        "measure": "mention_rate",
        "comparison": "previous_period",
    }
    found = (
        row
        for row in read_verdicts(scope)
        if all(row[name] == value for name, value in wanted.items())
    )
    return next(found, None)
