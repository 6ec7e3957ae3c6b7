"""Attribution chain: from a lead or a purchase to the campaigns and creatives it is credited to.

No name, address or telephone number of a person is read: those stay in the graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from onevice_assets.campaigns.decisions.answers import Draft
from onevice_assets.campaigns.decisions.reach import Reach
from onevice_assets.campaigns.memory import questions as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandTransaction
from onevice_assets.campaigns.model.keys import droom_key
from resources.errors import MissingDataError

Kind = Literal["lead", "purchase"]


@dataclass(frozen=True)
class Event:
    """A lead or a purchase: when, and what for (service and tier, or US dollars)."""

    kind: Kind
    id: str
    at: str | None
    what: str


@dataclass(frozen=True)
class Link:
    """One step of the chain.

    Attributes:
        relationship: `SUBMITTED`, `CAME_FROM`, `CONVERTED_TO` or `ATTRIBUTED_TO`.
        label: of the node it leads to.
        id, name: of that node.
        model: by which rule credit was shared; none where it is not shared.
        share: of the credit, 0 to 1; the shares of a model add up to 1 over campaigns, and over
            creatives.
        at: when, where it is told.
    """

    relationship: str
    label: str
    id: str
    name: str
    model: str | None = None
    share: float | None = None
    at: str | None = None


@dataclass(frozen=True)
class Chain:
    """One lead or purchase with its chain; without one, the newest of both to choose from."""

    event: Event | None
    links: tuple[Link, ...]
    newest: tuple[Event, ...] = ()


def read_chain(reach: Reach, *, which: str | None = None, limit: int = 20) -> Draft[Chain]:
    """The chain of a lead or purchase.

    Args:
        reach: of the client.
        which: its id; none lists the newest.
        limit: how many are listed.

    Raises:
        GraphAwayError: the graph does not answer.
        MissingDataError: the client has no lead or purchase of that id.
    """
    if which is None:
        return Draft(reach.look(lambda one: Chain(None, (), _list(one, limit))), "graph")
    return Draft(reach.look(lambda one: _show(one, which)), "graph")


def _list(transaction: BrandTransaction, limit: int) -> tuple[Event, ...]:
    leads = [_lead(row) for row in transaction.stream(cypher.LIST_LEADS, limit=limit)]
    bought = [_purchase(row) for row in transaction.stream(cypher.LIST_PURCHASES, limit=limit)]
    newest = sorted([*leads, *bought], key=lambda one: (one.at or "", one.id), reverse=True)
    return tuple(newest[:limit])


def _show(transaction: BrandTransaction, which: str) -> Chain:
    key = droom_key(transaction.brand_id, "Lead", which)
    if leads := transaction.read(cypher.SHOW_LEAD, key=key):
        return Chain(_lead(leads[0]), _of_lead(transaction, key))
    key = droom_key(transaction.brand_id, "Purchase", which)
    if bought := transaction.read(cypher.SHOW_PURCHASE, key=key):
        return Chain(_purchase(bought[0]), _of_purchase(transaction, key))
    raise MissingDataError(
        f"This client has no lead and no purchase {which[:100]!r}: `onevice campaigns ask chain "
        "CLIENT` lists the newest with their ids."
    )


def _of_lead(transaction: BrandTransaction, key: str) -> tuple[Link, ...]:
    links = [
        Link("SUBMITTED", "WebsiteForm", row["id"], row["name"] or "form", at=row["at"])
        for row in transaction.stream(cypher.SHOW_FORMS, key=key)
    ]
    links += [
        _credited("CAME_FROM", "Campaign", row)
        for row in transaction.stream(cypher.SHOW_SOURCES, key=key)
    ]
    links += [
        Link("CONVERTED_TO", "Customer", row["id"], _tell_customer(row), at=row["at"])
        for row in transaction.stream(cypher.SHOW_CUSTOMER, key=key)
    ]
    return tuple(links)


def _of_purchase(transaction: BrandTransaction, key: str) -> tuple[Link, ...]:
    links = [
        _credited("ATTRIBUTED_TO", label, row)
        for label, statement in cypher.SHOW_ATTRIBUTED.items()
        for row in transaction.stream(statement, key=key)
    ]
    return tuple(
        sorted(links, key=lambda one: (one.model or "", one.label, -(one.share or 0), one.id))
    )


def _credited(relationship: str, label: str, row: Mapping[str, Any]) -> Link:
    told = row["told"]
    name = row["name"] or row["id"]
    return Link(relationship, label, row["id"], name, told.get("model"), told.get("share"))


def _lead(row: Mapping[str, Any]) -> Event:
    parts = [row["service_interest"], row["tier"], row["score"] and f"score {row['score']:g}"]
    return Event("lead", row["id"], row["at"], ", ".join(map(str, filter(None, parts))) or "lead")


def _purchase(row: Mapping[str, Any]) -> Event:
    total = row["order_total"]
    return Event("purchase", row["id"], row["at"], "" if total is None else f"{total:,.2f} USD")


def _tell_customer(row: Mapping[str, Any]) -> str:
    count, total = row["total_purchases"] or 0, row["total_revenue"] or 0.0
    return f"{count} purchase(s), {total:,.2f} USD"
