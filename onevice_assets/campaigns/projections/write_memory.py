"""Replaces what the graph holds of a client by what is new, changed or gone, in one transaction.

The same rows again write nothing; a change by hand is mended; a process killed anywhere leaves the
old memory. Order: constraints, shared attribute nodes, then what is the client's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from onevice_assets.campaigns.memory import statements as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandMemory, BrandTransaction
from onevice_assets.campaigns.model.check_rows import check_rows
from onevice_assets.campaigns.model.every import NODES, RELATIONSHIPS
from onevice_assets.campaigns.model.keys import MEMORY, droom_key, shared_key
from onevice_assets.campaigns.model.kinds import IDENTITY, Relationship
from onevice_assets.campaigns.model.shared import SHARED
from onevice_assets.campaigns.projections.arrow_rows import STRAY
from resources.migrations.neo4j.runner import ensure_current

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]

_OF_ROW = ("id", "sort", "start", "end", STRAY)


@dataclass(frozen=True)
class _Changes:
    """Nodes of one label to make, to change and to take away; one of another sort is made anew."""

    new: Sequence[Row]
    changed: Sequence[Row]
    gone: Sequence[Row]


def initialize(memory: BrandMemory) -> int:
    """Make the constraint, the indexes and the shared nodes that are missing; change nothing else.

    Returns:
        How many shared nodes were made; 0 from the second call on.

    Raises:
        StoreError: the graph refused.
    """
    ensure_current(memory.session)
    missing = memory.look("campaigns.look_shared", _find_missing)
    if missing:
        memory.change("campaigns.initialize", partial(_make_shared, missing))
    return sum(len(rows) for rows in missing.values())


def replace_memory(memory: BrandMemory, organization_id: str, rows: Rows) -> None:
    """Make the graph hold exactly these rows of a client.

    Args:
        memory: of the client.
        organization_id: the tenant the client is of.
        rows: by label and key of relationship, with every declared property as a key.

    Raises:
        SchemaError: rows are not what the model declares.
        StoreError: the graph refused, or somebody else tied something to a node that is to go; the
            memory is as it was.
    """
    check_rows(memory.brand_id, rows)
    initialize(memory)
    memory.change("campaigns.publish", partial(_replace, organization_id, rows))


def read_memory(memory: BrandMemory) -> dict[str, list[Row]]:
    """Everything of a client, by label and type, as rows; what nobody declared stands in `STRAY`.

    Raises:
        StoreError: the graph does not answer.
    """
    ensure_current(memory.session)
    return memory.look("campaigns.read", _read)


def _find_missing(transaction: BrandTransaction) -> dict[str, list[Row]]:
    found = {}
    for label, names in SHARED.items():
        there = {row["key"] for row in transaction.stream(cypher.READ_SHARED[label])}
        wanted = [{"key": shared_key(label, name), "name": name} for name in names]
        if missing := [one for one in wanted if one["key"] not in there]:
            found[label] = missing
    return found


def _make_shared(missing: Mapping[str, Sequence[Row]], transaction: BrandTransaction) -> None:
    for label, rows in missing.items():
        transaction.write(cypher.MERGE_SHARED[label], rows)


def _replace(organization_id: str, rows: Rows, transaction: BrandTransaction) -> None:
    brand_id = transaction.brand_id
    key = droom_key(brand_id, MEMORY, brand_id)
    transaction.read(cypher.HOLD, key=key, organization_id=organization_id)
    there = _read(transaction)
    nodes = {label: _compare_nodes(rows.get(label, ()), there[label]) for label in NODES}
    anew = {row["id"] for one in nodes.values() for row in one.gone}
    edges = {kind: _compare_edges(rows.get(kind, ()), there[kind], anew) for kind in RELATIONSHIPS}
    for kind, edge in RELATIONSHIPS.items():
        gone = [_ends(brand_id, edge.start, edge.end, row) for row in edges[kind][1]]
        transaction.write(cypher.DELETE_EDGES[kind], gone)
    for label, changes in nodes.items():
        _write_nodes(transaction, label, changes)
    for kind, edge in RELATIONSHIPS.items():
        made = [
            {**_ends(brand_id, edge.start, edge.end, row), "properties": _properties(row, edge)}
            for row in edges[kind][0]
        ]
        transaction.write(cypher.CREATE_EDGES[kind], made)


def _read(transaction: BrandTransaction) -> dict[str, list[Row]]:
    found = {label: list(_read_nodes(transaction, label)) for label in NODES}
    return found | {kind: list(_read_edges(transaction, kind)) for kind in RELATIONSHIPS}


def _read_nodes(transaction: BrandTransaction, label: str) -> Iterator[Row]:
    node = NODES[label]
    declared = {one.name for one in (*IDENTITY, *node.properties)}
    for row in transaction.stream(cypher.READ_NODES[label]):
        sorts = [one for one in node.sorts if one in row["labels"]]
        held = row["properties"]
        yield {
            **{name: held.get(name) for name in declared - {"droom_key"}},
            "sort": sorts[0] if sorts else None,
            STRAY: sorted(held.keys() - declared) or None,
        }


def _read_edges(transaction: BrandTransaction, kind: str) -> Iterator[Row]:
    declared = {"organization_id", *(one.name for one in RELATIONSHIPS[kind].properties)}
    for row in transaction.stream(cypher.READ_EDGES[kind]):
        held = {name: one for name, one in row["properties"].items() if name != "brand_id"}
        yield {
            "brand_id": transaction.brand_id,
            "start": row["start"],
            "end": row["end"],
            **{name: held.get(name) for name in declared},
            STRAY: sorted(held.keys() - declared) or None,
        }


def _write_nodes(transaction: BrandTransaction, label: str, changes: _Changes) -> None:
    brand_id = transaction.brand_id
    gone = [{"key": droom_key(brand_id, label, row["id"])} for row in changes.gone]
    transaction.write(cypher.DELETE_NODES[label], gone)
    for sort, statement in cypher.CREATE_NODES[label].items():
        new = [row for row in changes.new if (row.get("sort") or "") == sort]
        transaction.write(statement, [_to_node(brand_id, label, row) for row in new])
    changed = [_to_node(brand_id, label, row) for row in changes.changed]
    transaction.write(cypher.SET_NODES[label], changed)


def _compare_nodes(wanted: Sequence[Row], there: Sequence[Row]) -> _Changes:
    missing = {row["id"]: row for row in wanted}
    anew, changed, gone = [], [], []
    for held in there:
        row = missing.pop(held["id"], None)
        if row is None:
            gone.append(held)
        elif row.get("sort") != held.get("sort"):
            gone.append(held)
            anew.append(row)
        elif _differs(row, held):
            changed.append({**row, **dict.fromkeys(held[STRAY] or ())})
    return _Changes([*anew, *missing.values()], changed, gone)


def _compare_edges(
    wanted: Sequence[Row], there: Sequence[Row], anew: set[str]
) -> tuple[list[Row], list[Row]]:
    """Relationships to make, and to take away, always all between two nodes.

    Between two nodes stands what is wanted, or nothing of it stays: also what somebody doubled, or
    took the id of, is mended then.
    """
    missing, held = _by_ends(wanted), _by_ends(there)
    gone = []
    for ends, rows in held.items():
        if anew & set(ends) or not _same(missing.get(ends, []), rows):
            gone.append(rows[0])
        else:
            del missing[ends]
    return [row for rows in missing.values() for row in rows], gone


def _by_ends(rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["start"], row["end"]), []).append(row)
    return found


def _same(wanted: Sequence[Row], held: Sequence[Row]) -> bool:
    one, other = (sorted(rows, key=lambda row: str(row.get("id"))) for rows in (wanted, held))
    return len(one) == len(other) and not any(map(_differs, one, other))


def _differs(row: Row, held: Row) -> bool:
    return any(row.get(name) != held.get(name) for name in row.keys() | held.keys())


def _to_node(brand_id: str, label: str, row: Row) -> Row:
    return {
        "key": droom_key(brand_id, label, row["id"]),
        "properties": _properties(row) | {"id": row["id"]},
    }


def _properties(row: Row, edge: Relationship | None = None) -> Row:
    """What is set; None takes a property away."""
    kept = {name: value for name, value in row.items() if name not in _OF_ROW}
    return kept | {"id": row["id"]} if edge and edge.has_several else kept


def _ends(brand_id: str, start: str, end: str, row: Row) -> Row:
    return {
        "start": _key(brand_id, start, row["start"]),
        "end": _key(brand_id, end, row["end"]),
    }


def _key(brand_id: str, label: str, name: str) -> str:
    return shared_key(label, name) if label in SHARED else droom_key(brand_id, label, name)
