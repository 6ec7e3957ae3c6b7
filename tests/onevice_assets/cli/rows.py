"""A day of one website in the lake: three brands, two providers, four answers, one branded."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from onevice_assets.partitions import join_key
from onevice_assets.tables import answers, marts
from resources.identity import brand_id, derived_id
from resources.lake import Lake
from resources.table_schema import Table

DAY = date(2026, 1, 5)
WEBSITE = derived_id(DAY, "websites", "shop.test")
ROLES = {"Shop": "own", "Rival": "competitor", "Third": "competitor"}
# text, provider, whether the prompt names a brand
ANSWERS = (
    ("I'd take 🛒 Shop before Rival.", "openai", False),
    ("Rival is the usual choice.", "google", False),
    ("Rival and Third are fine.", "openai", False),
    ("Shop is private.", "openai", True),
)
PRESENCES = (
    {"Shop": "recommended", "Rival": "compared"},
    {"Rival": "recommended"},
    {"Rival": "mentioned", "Third": "mentioned"},
    {"Shop": "mentioned"},
)
_EMPTY = {"text": "", "uuid": "", "json": "[]", "integer": 1, "number": 0.0, "boolean": False}


def row(table: Table, **values: Any) -> dict[str, Any]:
    """A row of a table: what is not given is empty."""
    made = {
        column.name: None
        if column.nullable
        else (column.one_of[0] if column.one_of else _EMPTY.get(column.type))
        for column in table.columns
    }
    known = {"website_id": WEBSITE, "day": DAY, "created_at": datetime(2026, 1, 5, tzinfo=UTC)}
    made |= {name: value for name, value in known.items() if name in made}
    made |= {name: DAY for name in ("period_start", "period_end") if name in made}
    made |= {"asked_at": known["created_at"]} if "asked_at" in made else {}
    return {**made, "id": derived_id(DAY, table.name, *values.values()), **values}


def response_rows() -> list[dict[str, Any]]:
    return [
        row(
            answers.llm_responses,
            response_text=text,
            llm_provider=provider,
            is_branded=branded,
            prompt_text=f"Where to buy, {number}?",
            llm_model="model-x",
        )
        for number, (text, provider, branded) in enumerate(ANSWERS)
    ]


def state_rows() -> list[dict[str, Any]]:
    found = []
    for response, presences in zip(response_rows(), PRESENCES, strict=True):
        for name, role in ROLES.items():
            text = response["response_text"]
            start = text.find(name) if name in presences else None
            end = None if start is None else start + len(name)
            found.append(
                row(
                    answers.llm_brand_states,
                    llm_response_id=response["id"],
                    brand_id=brand_id(name),
                    brand_name=name,
                    role=role,
                    presence=presences.get(name, "ignored"),
                    mention_start=start,
                    mention_end=end,
                    evidence_start=None if start is None else 0,
                    evidence_end=None if start is None else len(text),
                )
            )
    return found


def _pair(table: Table, first: str, second: str, count: int, *columns: str) -> dict[str, Any]:
    one, two, number = columns
    named = {f"{one}_id": brand_id(first), f"{two}_id": brand_id(second)}
    return row(
        table,
        llm_provider="all",
        **named,
        **{f"{one}_name": first, f"{two}_name": second, number: count},
    )


def write_day(lake: Lake, website: str) -> str:
    """Write the day's answers, states and marts; its partition key."""
    partition = join_key(DAY.isoformat(), website)
    named = {"Shop": 1, "Rival": 3, "Third": 1}
    lake.write(answers.llm_responses, partition, response_rows())
    lake.write(answers.llm_brand_states, partition, state_rows())
    shares = [
        row(
            marts.share_of_voice,
            llm_provider="all",
            brand_id=brand_id(name),
            brand_name=name,
            role=role,
            mention_count=named[name],
            total_responses=3,
            mention_rate=named[name] / 3,
        )
        for name, role in ROLES.items()
    ]
    lake.write(marts.share_of_voice, partition, shares)
    columns = ("brand_a", "brand_b", "mention_count")
    pairs = [("Rival", "Shop"), ("Third", "Rival")]
    lake.write(
        marts.co_mentions, partition, [_pair(marts.co_mentions, *p, 1, *columns) for p in pairs]
    )
    columns = ("missing_brand", "substitute_brand", "occurrence_count")
    swaps = [("Shop", "Rival"), ("Third", "Rival"), ("Third", "Shop")]
    table = marts.substitution_patterns
    lake.write(table, partition, [_pair(table, *pair, 1, *columns) for pair in swaps])
    return partition
