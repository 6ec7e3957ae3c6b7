"""What the amounts of a text are for: the budget, a day rate, a fee, a line of a budget."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onevice_assets.entertainment.entities.facts.read_amounts import Amount, read_amounts

# The seed's properties by the words that stand for them, the more particular first.
_PURPOSES = (
    ("dayRate", r"(?:day|daily)[ -]rate|per day|a day|/ ?day|daily"),
    ("weeklyRate", r"(?:week|weekly)[ -]rate|per week|a week|/ ?week"),
    ("projectMinimum", r"(?:project )?minimum"),
    ("totalUnionCosts", r"union costs?"),
    ("pensionContributions", r"pension"),
    ("healthContributions", r"health"),
    ("overtime", r"overtime|double ?time"),
    ("contingency", r"contingency"),
    ("aboveLine", r"above[ -]the[ -]line|above line|atl"),
    ("belowLine", r"below[ -]the[ -]line|below line|btl"),
    ("postProduction", r"post[ -]?production|post"),
    ("contractValue", r"contract(?: value| sum| price)?|fixed (?:price|fee)|deal"),
    ("compensation", r"compensation|salary|fee|paid|pays|earns?|wage|honorarium|remuneration"),
    ("totalBudget", r"(?:total |overall |approved |final )*budget|grand total|total"),
)  # fmt: skip
_WORDS = [(name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for name, words in _PURPOSES]
_REACH = 60  # characters before and after an amount in which its purpose is looked for
_LABEL = re.compile(
    r"[ \t]*(?:[-*•|]\s*)?(?P<label>[^\W\d][^\n:|$€£¥]{1,50}?)\s*(?::|\.{3,}|\t|\||\s{3,}|[–—-]\s)"
)


@dataclass(frozen=True, slots=True)
class MoneyFact:
    """An amount with what it is for.

    Attributes:
        amount: with its currency and place.
        purpose: a property of the seed (`totalBudget`, `dayRate`, `compensation` …), "lineItem" for
            another labelled line, or "" where the text does not say.
        label: words the line begins with, e.g. "Camera package"; "" in a sentence.
    """

    amount: Amount
    purpose: str
    label: str


def read_money(text: str) -> Iterator[MoneyFact]:
    """Every amount of a text with what it is for, in order."""
    for amount in read_amounts(text):
        line_start = text.rfind("\n", 0, amount.start) + 1
        line_end = text.find("\n", amount.end)
        before = text[line_start : amount.start]
        after = text[amount.end : line_end if line_end >= 0 else len(text)]
        label = _LABEL.match(before)
        said = label["label"].strip() if label else ""
        purpose = _purpose(before, after)
        yield MoneyFact(amount, purpose or ("lineItem" if said else ""), said)


def _purpose(before: str, after: str) -> str:
    """The purpose whose words stand nearest: behind the amount at once, else before it."""
    clause = re.split(r"[.;](?=\s)", after)[0][:20]
    for name, words in _WORDS:
        if words.match(clause.lstrip()) and name in ("dayRate", "weeklyRate", "projectMinimum"):
            return name
    near = re.split(r"[.;](?=\s)", before)[-1][-_REACH:]
    found = [
        (match.end(), -rank, name)
        for rank, (name, words) in enumerate(_WORDS)
        for match in words.finditer(near)
    ]
    if found:
        return max(found)[2]
    return next((name for name, words in _WORDS if words.match(clause.lstrip())), "")
