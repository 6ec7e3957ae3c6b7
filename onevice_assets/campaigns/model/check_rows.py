"""Rows against the declarations: what is wrong is said all at once, and nothing is written.

What a file or a platform's report may get wrong is found long before; here a wrong row is a
mistake of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from onevice_assets.campaigns.model.every import NODES, RELATIONSHIPS
from onevice_assets.campaigns.model.kinds import Kind, Node, Property, Relationship
from onevice_assets.campaigns.model.shared import SHARED
from resources.errors import SchemaError

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

_TOLD: Final = 10
_TYPES: Final[Mapping[Kind, tuple[type, ...]]] = {
    Kind.TEXT: (str,),
    Kind.TIME: (str,),
    Kind.DAY: (str,),
    Kind.WHOLE: (int,),
    Kind.NUMBER: (float, int),
    Kind.TEXTS: (list,),
}


def check_rows(brand_id: str, rows: Rows) -> None:
    """Make sure that a client's rows are what the model declares.

    Args:
        brand_id: the client, for the message.
        rows: by label (`id`, `sort` where there are any, properties) and by key of relationship
            (`start`, `end`, properties, `id` among them where there may be several).

    Raises:
        SchemaError: naming the first ten faults: a value of another kind or not in the list, an id
            twice, a relationship twice, an end that is not there.
    """
    faults = [f"there is no {name}" for name in rows if name not in {**NODES, **RELATIONSHIPS}]
    for label, node in NODES.items():
        faults += _judge_nodes(node, rows.get(label, ()))
    for kind, edge in RELATIONSHIPS.items():
        faults += _judge_edges(edge, rows)
        faults += [
            f"{kind} {row['start']}→{row['end']}: {one}"
            for row in rows.get(kind, ())
            for one in _judge(edge.properties, row)
        ]
    if faults:
        more = f" (and {len(faults) - _TOLD} more)" if len(faults) > _TOLD else ""
        raise SchemaError(
            f"Tried to make the campaign memory of client {brand_id}, but "
            f"{'; '.join(faults[:_TOLD])}{more}. Nothing was written: what may stand there is in "
            "docs/campaign-memory.md."
        )


def _judge_nodes(node: Node, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for row in rows:
        there = f"{node.label} {row.get('id')!r}"
        if not row.get("id"):
            yield f"{there} has no id"
        elif row["id"] in seen:
            yield f"{there} is there twice"
        seen.add(str(row.get("id")))
        if node.sorts and row.get("sort") not in node.sorts:
            yield f"{there} is none of {', '.join(node.sorts)}"
        yield from (f"{there}: {one}" for one in _judge(node.properties, row))


def _judge_edges(edge: Relationship, rows: Rows) -> Iterator[str]:
    starts, ends = _names(edge.start, rows), _names(edge.end, rows)
    seen: set[tuple[Any, ...]] = set()
    for row in rows.get(edge.key, ()):
        pair = row.get("start"), row.get("end")
        there = f"{edge.key} {pair[0]}→{pair[1]}"
        if pair[0] not in starts or pair[1] not in ends:
            yield f"{there}: an end is not there"
        if edge.has_several and not row.get("id"):
            yield f"{there} has no id"
        one = (*pair, row.get("id")) if edge.has_several else pair
        if one in seen:
            yield f"{there} is there twice"
        seen.add(one)


def _names(label: str, rows: Rows) -> set[Any]:
    return set(SHARED.get(label, ())) or {row.get("id") for row in rows.get(label, ())}


def _judge(properties: Sequence[Property], row: Mapping[str, Any]) -> Iterator[str]:
    for one in properties:
        value = row.get(one.name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, _TYPES[one.kind]):
            yield f"{one.name} {str(value)[:60]!r} is no {one.kind}"
        elif one.values and value not in one.values:
            yield f"{one.name} {str(value)[:60]!r} is none of {', '.join(one.values)}"
        elif isinstance(value, int | float) and not _fits(one, value):
            yield f"{one.name} {value!r} is not between {one.low} and {one.high}"


def _fits(one: Property, value: float) -> bool:
    low = float("-inf") if one.low is None else one.low
    high = float("inf") if one.high is None else one.high
    return low <= value <= high and abs(value) != float("inf")
