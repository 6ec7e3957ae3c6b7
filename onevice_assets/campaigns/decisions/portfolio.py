"""A client's creatives, campaigns, audiences and learnings as the graph has them: read only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from onevice_assets.campaigns.memory import questions as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandTransaction
from onevice_assets.campaigns.model.content import SORTS
from onevice_assets.campaigns.model.keys import droom_key
from resources.errors import InputError

ACTIVE: Final = "active"


@dataclass(frozen=True)
class Creative:
    """A creative with its results of all time; `attributes` as in `likeness.py`."""

    id: str
    filename: str
    sort: str
    status: str
    impressions: int | None
    spend: float | None
    revenue: float | None
    avg_roas: float | None
    attributes: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        """Whether it may be used."""
        return self.status == ACTIVE


@dataclass(frozen=True)
class Campaign:
    """A campaign, with the ids of its audiences and creatives."""

    id: str
    name: str
    platform: str
    objective: str | None
    status: str | None
    budget_per_day: float | None
    start_date: str | None
    end_date: str | None
    audiences: tuple[str, ...] = ()
    creatives: tuple[str, ...] = ()


def read_creatives(transaction: BrandTransaction) -> dict[str, Creative]:
    """Every creative of the client with its attributes, by id, in the order of ids."""
    attributes: dict[str, dict[str, float]] = {}
    for label, statement in cypher.READ_ATTRIBUTES.items():
        for row in transaction.stream(statement):
            for one, confidence in zip(row["ids"], row["confidences"], strict=True):
                attributes.setdefault(one, {})[f"{label} {row['name']}"] = float(confidence)
    rows = sorted(transaction.stream(cypher.READ_CREATIVES), key=lambda row: str(row["id"]))
    return {row["id"]: _to_creative(row, attributes.get(row["id"], {})) for row in rows}


def read_campaigns(transaction: BrandTransaction) -> dict[str, Campaign]:
    """Every campaign of the client by id, in the order of ids."""
    rows = sorted(transaction.stream(cypher.READ_CAMPAIGNS), key=lambda row: str(row["id"]))
    audiences = _turn(transaction.read(cypher.READ_TARGETED))
    creatives = {
        row["id"]: tuple(sorted(row["ids"])) for row in transaction.stream(cypher.READ_RAN_IN)
    }
    return {
        row["id"]: replace(
            Campaign(**row),
            name=row["name"] or row["id"],
            platform=row["platform"] or "unknown",
            audiences=audiences.get(row["id"], ()),
            creatives=creatives.get(row["id"], ()),
        )
        for row in rows
    }


def read_audiences(transaction: BrandTransaction) -> dict[str, str]:
    """Names of the client's audiences by id."""
    rows = transaction.read(cypher.READ_AUDIENCES)
    return {row["id"]: row["name"] or row["id"] for row in sorted(rows, key=lambda r: str(r["id"]))}


def read_descriptions(transaction: BrandTransaction, ids: Sequence[str]) -> dict[str, str]:
    """What some creatives show, in words, by id; empty where nobody said."""
    keys = [droom_key(transaction.brand_id, "Content", one) for one in ids]
    rows = transaction.read(cypher.READ_DESCRIPTIONS, keys=keys)
    return dict.fromkeys(ids, "") | {row["id"]: row["description"] or "" for row in rows}


def find_campaign(campaigns: Mapping[str, Campaign], which: str) -> Campaign:
    """The campaign of an id or a name.

    Raises:
        InputError: there is none, or several of that name.
    """
    found = [one for one in campaigns.values() if which in (one.id, one.name)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(one.id for one in found[:5])
        raise InputError(
            f"{which[:200]!r} is the name of {len(found)} campaigns: give an id: {ids}."
        )
    some = ", ".join(repr(one.name) for one in list(campaigns.values())[:5]) or "none yet"
    raise InputError(
        f"There is no campaign {which[:200]!r} of this client; there is: {some}"
        f"{' …' if len(campaigns) > 5 else ''}. `onevice campaigns ask metrics CLIENT` lists them."
    )


def find_creative(creatives: Mapping[str, Creative], which: str) -> Creative:
    """The creative of an id or a file's name; raises as `find_campaign` does."""
    found = [one for one in creatives.values() if which in (one.id, one.filename)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(one.id for one in found[:5])
        raise InputError(f"{which[:200]!r} means {len(found)} creatives: give an id: {ids}.")
    raise InputError(
        f"This client has no creative {which[:200]!r}: `onevice campaigns content list CLIENT` "
        "shows what there is."
    )


def _to_creative(row: Mapping[str, Any], attributes: Mapping[str, float]) -> Creative:
    given = {name: value for name, value in row.items() if name != "labels"}
    sort = next((one for one in SORTS if one in row["labels"]), "")
    return Creative(**given, sort=sort, attributes=dict(sorted(attributes.items())))


def _turn(rows: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Ends of each start, from starts of each end."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for start in row["ids"]:
            found.setdefault(start, []).append(row["id"])
    return {start: tuple(sorted(ends)) for start, ends in found.items()}
