"""Which statements of one subject and relation are kept: told once, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from onevice_assets.operations.timeline.contract import Refused
from onevice_assets.operations.timeline.derive import derive_facts
from onevice_assets.operations.timeline.fact import slot_of
from onevice_assets.operations.timeline.statement import (
    NEVER,
    Relation,
    Statement,
    check_statement,
    tell_interval,
)
from resources.errors import InputError


def choose_new(
    relations: Mapping[str, Relation], given: Iterable[Statement]
) -> tuple[dict[str, Statement], list[Refused]]:
    """Those that can be statements at all, one of each id; the rest, with reasons."""
    found: dict[str, Statement] = {}
    refused: list[Refused] = []
    for delivered in given:
        one = replace(delivered, valid=NEVER) if delivered.valid.is_empty else delivered
        try:
            if one.relation not in relations:
                raise InputError(_undeclared(one.relation))
            check_statement(one, relations[one.relation])
        except InputError as error:
            refused.append(Refused(one.id, str(error)))
            continue
        known = found.setdefault(one.id, one)
        if known is not one and not known.says_what(one):
            refused.append(Refused(one.id, contradiction(one)))
    return found, refused


def contradiction(statement: Statement) -> str:
    """Why a statement is refused that was delivered before and said something else then."""
    return (
        f"Statement {statement.id} was recorded before and said something else. Give what is said "
        "now an id of its own, and let it withdraw the old one."
    )


def admit(
    relation: Relation, there: Iterable[Statement], new: Iterable[Statement]
) -> tuple[list[Statement], list[Refused]]:
    """Choose which new statements of a key are kept.

    Args:
        relation: whether it refuses what overlaps.
        there: statements of the same subject and relation.
        new: in any order; told one after the other, oldest knowledge first.
    """
    kept, refused = [], []
    all_ = list(there)
    for one in sorted(new, key=lambda statement: statement.rank):
        reason = _refuse_overlap(relation, all_, one)
        if reason is None:
            kept.append(one)
            all_.append(one)
        else:
            refused.append(Refused(one.id, reason))
    return kept, refused


def _refuse_overlap(relation: Relation, there: list[Statement], new: Statement) -> str | None:
    if relation.on_overlap != "refuse" or not new.claims or new.denies:
        return None
    for fact in derive_facts(relation, there):
        if (
            fact.statement_id != new.withdraws
            and fact.known.end > new.known_at
            and fact.valid.meets(new.valid)
            and slot_of(relation.holds, fact.object) == slot_of(relation.holds, new.object)
        ):
            return (
                f"{new.subject} {new.relation} {new.object}: {tell_interval(new.valid)} overlaps "
                f"what is known, {fact.object} {tell_interval(fact.valid)} (statement "
                f"{fact.statement_id}), and {relation.name} refuses that. Correct or retract that "
                "one first."
            )
    return None


def _undeclared(name: str) -> str:
    return (
        f"The relation {name[:60]!r} is not declared: `onevice timeline relation NAME --holds one` "
        "(one object at a time) or `--holds many`."
    )
