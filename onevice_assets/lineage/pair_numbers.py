"""The numbers of the marts with two brands a row: who takes whose place, who stands beside whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from onevice_assets.lineage.count_answers import (
    Item,
    Number,
    Numbers,
    Select,
    every,
    is_presence,
    named,
    of_brand,
    unbranded,
)
from onevice_assets.lineage.read_day import Answer, Day, Row

_MISSING, _SUBSTITUTE = "missing_brand_id", "substitute_brand_id"
_A, _B = "brand_a_id", "brand_b_id"
_recommended = is_presence("recommended")


def _names(column: str, answer: Answer, row: Row) -> bool:
    return row[column] in answer.named


def _ignoring(day: Day, row: Row) -> list[Answer]:
    return [one for one in unbranded(day, row) if not _names(_MISSING, one, row)]


def _naming(day: Day, row: Row) -> list[Answer]:
    return [one for one in unbranded(day, row) if _names(_MISSING, one, row)]


def _rank_there(state: Row) -> float | None:
    return state["position_rank"] if _recommended(state) else None


def _is_ranked_there(state: Row) -> float:
    return float(_rank_there(state) is not None)


def _together(weigh: Callable[[Row, Row], float | None]) -> Select:
    """Answers that name both brands of the row, weighed by the two states; both are shown."""

    def select(day: Day, row: Row) -> Iterator[Item]:
        for answer in unbranded(day, row):
            a, b = answer.named.get(row[_A]), answer.named.get(row[_B])
            if a is None or b is None:
                continue
            weight = weigh(a, b)
            if weight is not None:
                for state in (a, b):
                    yield Item(answer, state, weight=weight, unit=answer.id)

    return select


def _rank_delta(a: Row, b: Row) -> float | None:
    first, second = a["position_rank"], b["position_rank"]
    return None if first is None or second is None else float(second - first)


def _both_ranked(a: Row, b: Row) -> float | None:
    return None if _rank_delta(a, b) is None else 1


def _distance(a: Row, b: Row) -> float | None:
    delta = _rank_delta(a, b)
    return None if delta is None else abs(delta)


_R = every(unbranded)
_BOTH = _together(lambda _a, _b: 1)
_RANKED = _together(_both_ranked)
SUBSTITUTION_PATTERNS: Numbers = {
    "occurrence_count": Number(of_brand(_ignoring, _recommended, _SUBSTITUTE), every(_ignoring)),
    "missing_count": Number(every(_ignoring), _R),
    "present_count": Number(of_brand(_naming, named, _MISSING), _R),
    "recommended_when_present_count": Number(
        of_brand(_naming, _recommended, _SUBSTITUTE), every(_naming)
    ),
    "avg_position": Number(
        of_brand(_ignoring, _rank_there, _SUBSTITUTE),
        of_brand(_ignoring, _is_ranked_there, _SUBSTITUTE),
        "ratio",
    ),
    "total_responses": Number(_R, _R),
}
CO_MENTIONS: Numbers = {
    "mention_count": Number(_BOTH, _R),
    "brand_a_count": Number(of_brand(unbranded, named, _A), _R),
    "brand_b_count": Number(of_brand(unbranded, named, _B), _R),
    "ranked_pair_count": Number(_RANKED, _BOTH),
    "rank_delta_sum": Number(_together(_rank_delta), _RANKED),
    "rank_delta_abs_sum": Number(_together(_distance), _RANKED),
    "total_responses": Number(_R, _R),
}
