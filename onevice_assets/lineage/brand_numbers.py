"""The numbers of the marts with one brand a row, and of prompts: shares, cells and cuts."""

from __future__ import annotations

from onevice_assets.lineage.count_answers import (
    Item,
    Number,
    Numbers,
    Scope,
    Select,
    Weigh,
    branded,
    every,
    informative,
    is_first,
    is_presence,
    named,
    occurrences,
    of_brand,
    of_companies,
    of_set,
    rank_discount,
    rank_weight,
    unbranded,
)
from onevice_assets.lineage.read_day import Answer, Day, Row

_TRUST_FROM = 5
_COUNTS: dict[str, Weigh] = {
    "mention_count": named,
    "recommendation_count": is_presence("recommended"),
    "comparison_count": is_presence("compared"),
    "trust_count": is_presence("trusted"),
    "first_position_count": is_first,
    "occurrence_count": occurrences,
    "rank_weight": rank_weight,
    "rank_discount": rank_discount,
}


def _counts(scope: Scope, *names: str) -> dict[str, Number]:
    asked = every(scope)
    return {name: Number(of_brand(scope, _COUNTS[name]), asked) for name in names}


def _rates(scope: Scope) -> dict[str, Number]:
    mentions = of_brand(scope, named)
    asked = every(scope)
    return {
        "mention_rate": Number(mentions, asked, "ratio"),
        "visibility_score": Number(mentions, asked, "score"),
        "recommendation_rate": Number(of_brand(scope, is_presence("recommended")), asked, "score"),
    }


def _cell(day: Day, row: Row) -> list[Answer]:
    """One provider's answers to one prompt, branded or not as the row says."""
    found = day.of(row["llm_provider"], is_branded=row["is_branded"])
    return [one for one in found if one.row["prompt_id"] == row["prompt_id"]]


def _prompt(day: Day, row: Row) -> list[Answer]:
    return [one for one in unbranded(day, row) if one.row["prompt_id"] == row["prompt_id"]]


def _led(day: Day, row: Row) -> list[Answer]:
    """The same where anybody leads."""
    return _prompt(day, row) if row["leader_brand_id"] else []


def _part(dimension: str) -> Scope:
    """R where a dimension of the prompt has the row's value."""
    return lambda day, row: [
        one for one in unbranded(day, row) if one.dimensions[dimension] == row[dimension]
    ]


def _cut(dimension: str) -> Numbers:
    scope = _part(dimension)
    counts = ("mention_count", "recommendation_count", "first_position_count")
    return {
        **_counts(scope, *counts),
        **_rates(scope),
        "total_responses": Number(every(scope), every(scope)),
    }


def _installs(state: Row, row: Row) -> bool:
    return bool(state["belief_sold"] == row["belief_sold"])


def _believing(scope: Scope, weigh: Weigh) -> Select:
    """What answers do to the brand where they install the row's belief."""
    chosen = of_brand(scope, weigh)

    def select(day: Day, row: Row) -> list[Item]:
        found = chosen(day, row)
        return [one for one in found if one.state is not None and _installs(one.state, row)]

    return select


def _beliefs(scope: Scope) -> dict[str, Number]:
    mentions, asked = of_brand(scope, named), every(scope)
    believing = _believing(scope, named)
    return {
        "mention_count": Number(believing, mentions),
        "named_count": Number(mentions, asked),
        "total_responses": Number(asked, asked),
        "belief_share": Number(believing, mentions, "ratio"),
    }


def _variant(row: Row) -> tuple[Select, Select]:
    mentions, of_all = of_brand(unbranded, named), of_set(unbranded, named)
    sides: dict[str, tuple[Select, Select]] = {
        "per_response": (mentions, of_all),
        "per_occurrence": (of_brand(unbranded, occurrences), of_set(unbranded, occurrences)),
        "every_company": (mentions, of_companies(unbranded)),
        "rank_discounted": (of_brand(unbranded, rank_discount), of_set(unbranded, rank_discount)),
        "any_brand": (mentions, informative(unbranded)),
    }
    return sides[row["variant"]]


def _numerator(day: Day, row: Row) -> list[Item]:
    return list(_variant(row)[0](day, row))


def _denominator(day: Day, row: Row) -> list[Item]:
    return list(_variant(row)[1](day, row))


_R = every(unbranded)
PROMPT_CELLS: Numbers = {
    "informative_count": Number(informative(_cell), every(_cell)),
    "total_responses": Number(every(_cell), every(_cell)),
    "mention_count_of_set": Number(of_set(_cell, named), every(_cell)),
    "occurrence_count_of_set": Number(of_set(_cell, occurrences), every(_cell)),
    "rank_discount_of_set": Number(of_set(_cell, rank_discount), every(_cell)),
    "company_mention_count": Number(of_companies(_cell), every(_cell)),
}
BRAND_CELLS: Numbers = {
    **_counts(_cell, *_COUNTS),
    "total_responses": Number(every(_cell), every(_cell)),
}
SHARE_OF_VOICE: Numbers = {
    **_counts(unbranded, *list(_COUNTS)[:5]),
    **_rates(unbranded),
    "total_responses": Number(_R, _R),
    "informative_count": Number(informative(unbranded), _R),
    "informative_rate": Number(informative(unbranded), _R, "ratio"),
    "share": Number(of_brand(unbranded, named), of_set(unbranded, named), "ratio"),
    "prominence": Number(of_brand(unbranded, rank_weight), _R, "ratio"),
    "trust_score": Number(
        of_brand(unbranded, is_presence("trusted", "recommended")),
        of_brand(unbranded, named),
        "score",
        least=_TRUST_FROM,
    ),
    "branded_mention_count": Number(of_brand(branded, named), every(branded)),
    "branded_total_responses": Number(every(branded), every(branded)),
}
SHARE_OF_VOICE_VARIANTS: Numbers = {
    "share": Number(_numerator, _denominator, "ratio"),
    "numerator": Number(_numerator, _denominator),
    "denominator": Number(_denominator, _denominator),
    "total_responses": Number(_R, _R),
}
COMPETITOR_RANKING: Numbers = {
    **_counts(unbranded, "mention_count"),
    "total_responses": Number(_R, _R),
}
VISIBILITY_BY_INTENT_TYPE = _cut("intent_type")
VISIBILITY_BY_FUNNEL_STAGE = _cut("funnel_stage")
VISIBILITY_BY_ICP = _cut("icp_id")
VISIBILITY_BY_BELIEF: Numbers = {
    **_beliefs(unbranded),
    "mention_rate": Number(_believing(unbranded, named), _R, "ratio"),
}
BELIEF_MAP: Numbers = {
    **_beliefs(_part("intent_type")),
    "recommendation_count": Number(
        _believing(_part("intent_type"), is_presence("recommended")),
        _believing(_part("intent_type"), named),
    ),
}
PROMPT_DIFFICULTY: Numbers = {
    "informative_count": Number(informative(_prompt), every(_prompt)),
    "total_responses": Number(every(_prompt), every(_prompt)),
    "mentions_per_response": Number(of_set(_prompt, named), every(_prompt), "ratio"),
    "leader_rate": Number(of_brand(_prompt, named, "leader_brand_id"), every(_led), "ratio"),
}
