"""Facts as Graphiti's nodes and edges. Pure: no store is asked.

An edge of Graphiti 0.31 is a relationship `(:Entity)-[:RELATES_TO]->(:Entity)` with four times:
`valid_at` – `invalid_at` is our valid time, `created_at` – `expired_at` our known time. One edge is
one rectangle, that is one of our facts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.operations.graphiti.groups import facts_group
from onevice_assets.operations.graphiti.ontology import choose_label
from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER
from onevice_assets.operations.timeline.fact import Fact
from resources.identity import derived_id, text_hash

if TYPE_CHECKING:
    from graphiti_core.edges import EntityEdge
    from graphiti_core.nodes import EntityNode

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_TIME: Final = date(1970, 1, 1)
EARLIEST: Final = datetime(1, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
_FIRST: Final = (EARLIEST - _EPOCH) // timedelta(microseconds=1)
_LAST: Final = (LATEST - _EPOCH) // timedelta(microseconds=1)


@dataclass
class Name:
    """An entity as the facts tell it.

    Attributes:
        uses: the relations it stands in, and whether as subject.
        known_at: since when anything is known of it, microseconds.
    """

    uses: set[tuple[str, bool]] = field(default_factory=set)
    known_at: int = FOREVER


def collect_names(facts: Iterable[Fact], names: dict[str, Name]) -> None:
    """Add what facts tell of the entities they name."""
    for fact in facts:
        for name, is_subject in ((fact.subject, True), (fact.object, False)):
            one = names.setdefault(name, Name())
            one.uses.add((fact.relation, is_subject))
            one.known_at = min(one.known_at, fact.known.start)


def can_say(fact: Fact) -> bool:
    """Whether an edge can hold a fact: its times are `datetime`s, of the years 1 to 9999."""
    ends = (fact.valid.start, fact.valid.end, fact.known.start, fact.known.end)
    return all(at in (BEGINNING, FOREVER) or _FIRST < at < _LAST for at in ends)


def to_datetime(moment: int) -> datetime | None:
    """A moment, exact to the microsecond; none for an open end."""
    if moment in (BEGINNING, FOREVER):
        return None
    return _EPOCH + timedelta(microseconds=moment)


def clamp(moment: int) -> datetime:
    """A moment, or the end of what an edge can say on its side."""
    return _EPOCH + timedelta(microseconds=min(max(moment, _FIRST), _LAST))


def to_moment(at: datetime | None, otherwise: int) -> int:
    """The way back: microseconds, `otherwise` for none."""
    return otherwise if at is None else (at - _EPOCH) // timedelta(microseconds=1)


def node_id(organization_id: str, name: str) -> str:
    """UUID of an entity: the one it has in the property graph."""
    return derived_id(_NO_TIME, "operations.names", organization_id, name)


def to_node(
    organization_id: str, name: str, told: Name, known: Mapping[str, str], model: str
) -> EntityNode:
    """An entity as Graphiti's node, without its vector.

    Args:
        organization_id: whose it is.
        name: as in the timeline.
        told: what the facts tell of it.
        known: types known otherwise, by name.
        model: of the vector; another one's is another node content.
    """
    from graphiti_core.nodes import EntityNode

    labels = choose_label(name, told.uses, known)
    created_at = clamp(told.known_at)
    return EntityNode(
        uuid=node_id(organization_id, name),
        name=name,
        group_id=facts_group(organization_id),
        labels=labels,
        created_at=created_at,
        attributes={"onevice_hash": _hash([name, labels, created_at.isoformat(), model])},
    )


def to_edge(organization_id: str, fact: Fact, model: str) -> EntityEdge:
    """A fact as Graphiti's edge, without its vector; `can_say` holds of it.

    Args:
        organization_id: whose it is.
        fact: one rectangle in both times.
        model: of the vector.
    """
    from graphiti_core.edges import EntityEdge

    times: list[datetime | None] = [
        to_datetime(at)
        for at in (fact.valid.start, fact.valid.end, fact.known.start, fact.known.end)
    ]
    told = [str(one) for one in times]
    words = [fact.subject, fact.relation, fact.object, fact.statement_id, model]
    return EntityEdge(
        uuid=fact.identity(organization_id),
        source_node_uuid=node_id(organization_id, fact.subject),
        target_node_uuid=node_id(organization_id, fact.object),
        group_id=facts_group(organization_id),
        name=fact.relation,
        fact=f"{fact.subject} {fact.relation} {fact.object}",
        valid_at=times[0],
        invalid_at=times[1],
        created_at=clamp(fact.known.start),
        expired_at=times[3],
        attributes={"statement_id": fact.statement_id, "onevice_hash": _hash([*words, *told])},
    )


def _hash(content: list[Any]) -> str:
    return text_hash(json.dumps(content, ensure_ascii=False))
