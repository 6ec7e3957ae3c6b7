"""Terms of a contract and of union agreements, as properties of FOR_CLIENT and UNION_PROJECT."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from onevice_assets.entertainment.entities.facts.read_money import MoneyFact
from onevice_assets.entertainment.entities.facts.read_project import NUMBERS
from onevice_assets.entertainment.entities.names.write_names import name_key, show_name
from onevice_assets.entertainment.entities.people import Person

_CONTRACT_TYPES = (
    ("Fixed Price", re.compile(r"(?i)\bfixed[ -](?:price|fee|bid)\b|\bflat fee\b")),
    ("Time and Materials", re.compile(r"(?i)\btime and materials\b")),
    ("Cost Plus", re.compile(r"(?i)\bcost[ -]plus\b")),
)
_SCHEDULE = re.compile(r"(?im)\bpayment (?:schedule|terms)\s*[.:]\s*(?P<t>\S[^\n]{3,120}?)\.?\s*$")
_ROUNDS = re.compile(
    rf"(?i)\b(?P<n>\d{{1,2}}|{'|'.join(NUMBERS)}) "
    r"(?:revision rounds?|rounds? of (?:revisions?|changes))"
)
_SIGNATORY = re.compile(r"(?im)\bsignatory\s*:\s*(?P<t>[^\n.;|]{2,80})")
_COSTS = re.compile(r"(?i)\bunion costs?\b")


def read_contract(text: str, money: Sequence[MoneyFact]) -> dict[str, object]:
    """Properties of FOR_CLIENT that a page states: value, type, schedule, rounds of revision."""
    told: dict[str, object] = {}
    values = {fact.amount.low for fact in money if fact.purpose == "contractValue"}
    if len(values) == 1:
        told["contractValue"] = values.pop()
    kinds = [name for name, words in _CONTRACT_TYPES if words.search(text)]
    if len(kinds) == 1:
        told["contractType"] = kinds[0]
    if schedule := _SCHEDULE.search(text):
        told["paymentSchedule"] = schedule["t"]
    if rounds := _ROUNDS.search(text):
        said = rounds["n"].casefold()
        told["revisionRounds"] = NUMBERS.get(said) or int(said)
    return told


def read_signatory(text: str) -> str:
    """Who signed the agreement with the unions, "" where a page does not say."""
    found = _SIGNATORY.search(text)
    return show_name(found["t"].strip()) if found else ""


def read_union_costs(
    text: str, money: Sequence[MoneyFact], unions: Iterable[str]
) -> Mapping[str, object]:
    """Union as written → what its agreement costs, on a page that speaks of union costs."""
    if not _COSTS.search(text):
        return {}
    by_key = {name_key(one): one for one in unions}
    costs: dict[str, object] = {}
    for fact in money:
        line = text[text.rfind("\n", 0, fact.amount.start) + 1 : fact.amount.start]
        named = [one for key, one in by_key.items() if f" {key} " in f" {name_key(line)} "]
        if len(named) == 1 and fact.amount.low == fact.amount.high:
            costs.setdefault(named[0], fact.amount.low)
    return costs


def find_contact(people: Iterable[Person]) -> str:
    """Who is called the client or the client's contact, "" unless it is one person alone."""
    named = [
        person.name for person in people if any(one.role.name == "Client" for one in person.roles)
    ]
    return named[0] if len(named) == 1 else ""
