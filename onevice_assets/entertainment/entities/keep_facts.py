"""Amounts, dates and stated properties of one file as rows of the lake."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from onevice_assets.entertainment.entities.facts.node_fact import NodeFact
from onevice_assets.entertainment.entities.facts.read_money import MoneyFact
from onevice_assets.entertainment.entities.people import Span
from onevice_assets.words.read_dates import DateFact

if TYPE_CHECKING:
    from onevice_assets.entertainment.entities.keep_document import ReadFile

Row = dict[str, Any]


def keep_amounts(
    file: ReadFile, money: Sequence[tuple[int, MoneyFact]], project_id: str | None
) -> list[Row]:
    """Rows of `document_amounts`.

    Args:
        file: whose they are.
        money: page and fact.
        project_id: the project the file is about, if it names one.
    """
    return [
        file.row(
            "document_amounts",
            page,
            fact.amount.start,
            amount_low=float(fact.amount.low),
            amount_high=None if fact.amount.high is None else float(fact.amount.high),
            currency=fact.amount.currency,
            purpose=fact.purpose or None,
            label=fact.label or None,
            project_id=project_id,
            words=file.quote(Span(fact.amount.start, fact.amount.end, page)),
            page_number=page,
            span_start=fact.amount.start,
            span_end=fact.amount.end,
        )
        for page, fact in money
    ]


def keep_dates(file: ReadFile, dates: Sequence[tuple[int, DateFact]]) -> list[Row]:
    """Rows of `document_dates`; a reading that is there twice is one."""
    kept: dict[tuple[int, int, str], Row] = {}
    for page, fact in dates:
        readings = json.dumps([one.isoformat() for one in fact.readings])
        kept[page, fact.start, readings] = file.row(
            "document_dates",
            page,
            fact.start,
            readings,
            day=fact.readings[0] if len(fact.readings) == 1 else None,
            readings=readings,
            precision=fact.precision,
            is_ambiguous=fact.is_ambiguous,
            words=fact.text,
            page_number=page,
            span_start=fact.start,
            span_end=fact.end,
        )
    return list(kept.values())


def keep_stated(
    file: ReadFile, facts: Iterable[NodeFact], find: Callable[[NodeFact], str | None]
) -> list[Row]:
    """Rows of `document_facts`; what is stated twice in one place is one row.

    Args:
        file: whose they are.
        facts: of its project and its people.
        find: row of `document_entities` that a fact is of; none where the file has none.
    """
    kept: dict[tuple[object, ...], Row] = {}
    for fact in facts:
        entity = find(fact)
        if entity is None:
            continue
        value = json.dumps(fact.value, default=date.isoformat, ensure_ascii=False)
        key = (entity, fact.property, fact.span.page, fact.span.start, value)
        kept[key] = file.row(
            "document_facts",
            *key,
            document_entity_id=entity,
            property=fact.property,
            value=value,
            confidence=fact.confidence,
            words=file.quote(fact.span),
            page_number=fact.span.page,
            span_start=fact.span.start,
            span_end=fact.span.end,
        )
    return list(kept.values())
