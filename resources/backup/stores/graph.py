"""The whole graph as lines, read over Bolt beside writers: Neo4j Community has no online dump.

    graph/nodes.jsonl           {"labels", "properties"}
    graph/relationships.jsonl   {"start", "end", "type", "properties"}

Lines are sorted and refer to nodes by their content, so the bytes depend on the graph alone and
not on its element ids. A relationship whose end was deleted while it was read is left out. The
schema (constraints, indexes) is made by migrations, whose record is a node like any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import groupby, islice
from typing import Any, Final

from resources.backup.entries import Item, read_entry
from resources.backup.manifest import Entry
from resources.backup.stores.scratch import Scratch, open_scratch
from resources.backup.stores.values import read_line, write_line
from resources.backup.vault import Vault
from resources.cypher import Statement, define
from resources.errors import StoreError
from resources.graph_store import GraphSession, GraphStore, GraphTransaction

NODES: Final = define(
    "backup.nodes",
    "MATCH (n) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties",
)
RELATIONSHIPS: Final = define(
    "backup.relationships",
    "MATCH (a)-[r]->(b) RETURN elementId(a) AS start, elementId(b) AS end, type(r) AS type, "
    "properties(r) AS properties",
)
_SCHEMA: Final = "n:OneviceMigration OR n:OneviceMigrationLock"
ANY: Final = define(
    "backup.any", f"MATCH (n) WHERE NOT ({_SCHEMA}) RETURN n IS NOT NULL AS is_there LIMIT 1"
)
_FORGET: Final = Statement("backup.forget_schema", f"MATCH (n) WHERE {_SCHEMA} DETACH DELETE n")
_BATCH: Final = 1000
_REF: Final = 32  # characters of a node's hash
Row = dict[str, Any]


@contextmanager
def list_graph(graph: GraphStore) -> Iterator[Iterator[Item]]:
    """The two files of a graph; what they hold is read when the first one is asked for."""
    with graph.session() as session, open_scratch() as scratch:

        def read(sheet: str) -> Iterator[bytes]:
            if sheet == "nodes":
                session.look("reading its nodes", partial(_keep_nodes, scratch))
                session.look("reading its relationships", partial(_keep_edges, scratch))
            return (f"{line}\n".encode("utf-8", "surrogatepass") for line in scratch.sort(sheet))

        yield (
            Item(f"graph/{sheet}.jsonl", partial(read, sheet), alone=True)
            for sheet in ("nodes", "relationships")
        )


def is_empty(graph: GraphStore) -> bool:
    """Whether a graph has no node but those of its schema."""
    with graph.session() as session:
        return not session.read(ANY)


def _keep_nodes(scratch: Scratch, transaction: GraphTransaction) -> None:
    scratch.start_over()
    rows = transaction.stream(NODES)
    while some := list(islice(rows, _BATCH)):
        lines = [_tell_node(scratch, row) for row in some]
        scratch.name((row["id"], _ref(line)) for row, line in zip(some, lines, strict=True))
        scratch.add("nodes", lines)


def _tell_node(scratch: Scratch, row: Row) -> str:
    """A node's line; of nodes that are alike each has a number of its own."""
    told = {"labels": sorted(row["labels"]), "properties": row["properties"]}
    line = write_line(told)
    seen = int(scratch.look_up(f"seen {_ref(line)}") or 0)
    scratch.name([(f"seen {_ref(line)}", str(seen + 1))])
    return write_line({**told, "twin": f"{seen:09}"})


def _keep_edges(scratch: Scratch, transaction: GraphTransaction) -> None:
    rows = transaction.stream(RELATIONSHIPS)
    while some := list(islice(rows, _BATCH)):
        ends = [(scratch.look_up(row["start"]), scratch.look_up(row["end"])) for row in some]
        scratch.add(
            "relationships",
            (
                write_line({"start": start, "end": end, **_tell(row)})
                for row, (start, end) in zip(some, ends, strict=True)
                if start and end
            ),
        )


def _tell(row: Row) -> Row:
    return {"type": row["type"], "properties": row["properties"]}


def restore_graph(
    vault: Vault, entries: Iterable[Entry], graph: GraphStore, tell: Callable[[int], None]
) -> None:
    """Write nodes and relationships into a graph that has its schema and nothing else.

    What the migrations noted of the schema is in the backup too, and takes the place of what is
    noted there.

    Raises:
        BrokenBackupError: a piece is not what was written.
        StoreError: the graph refuses it; what was written until then is there.
    """
    given = {one.path: one for one in entries}
    if not given:
        return
    nodes, edges = (given[f"graph/{sheet}.jsonl"] for sheet in ("nodes", "relationships"))
    with graph.session() as session, open_scratch() as scratch:
        session.change("making room", lambda t: t.read(_FORGET))
        for some in _in_groups(vault, nodes, "labels"):
            _write_nodes(session, scratch, some)
        tell(nodes.size)
        for some in _in_groups(vault, edges, "type"):
            _write_edges(session, scratch, some)
        tell(edges.size)


def _in_groups(vault: Vault, entry: Entry, by: str) -> Iterator[list[tuple[str, Row]]]:
    """Rows with the hash of their line, at most 1,000 of one label set or type."""
    rows = ((_ref(line), read_line(line)) for line in read_lines(vault, entry))
    for _, group in groupby(rows, key=lambda one: one[1][by]):
        while some := list(islice(group, _BATCH)):
            yield some


def _ref(line: str) -> str:
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:_REF]


def _write_nodes(session: GraphSession, scratch: Scratch, rows: list[tuple[str, Row]]) -> None:
    labels = "".join(f":{_quote(one)}" for one in rows[0][1]["labels"])
    statement = Statement(
        "backup.restore_nodes",
        f"UNWIND $rows AS row CREATE (n{labels}) SET n = row.properties "
        "RETURN row.ref AS ref, elementId(n) AS id",
    )
    sent = [{"ref": ref, "properties": row["properties"]} for ref, row in rows]
    made = session.change("restoring nodes", lambda t: t.read(statement, rows=sent))
    if len(made) != len(sent):
        raise StoreError(f"The graph took {len(made)} of {len(sent)} nodes. Restore again.")
    scratch.name((one["ref"], one["id"]) for one in made)


def _write_edges(session: GraphSession, scratch: Scratch, rows: list[tuple[str, Row]]) -> None:
    statement = Statement(
        "backup.restore_relationships",
        "UNWIND $rows AS row MATCH (a) WHERE elementId(a) = row.start "
        f"MATCH (b) WHERE elementId(b) = row.end CREATE (a)-[r:{_quote(rows[0][1]['type'])}]->(b) "
        "SET r = row.properties RETURN count(r) AS written",
    )
    sent = [
        {
            "start": scratch.look_up(row["start"]),
            "end": scratch.look_up(row["end"]),
            "properties": row["properties"],
        }
        for _, row in rows
    ]
    session.change("restoring relationships", lambda t: t.write(statement, sent, _BATCH))


def _quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def read_lines(vault: Vault, entry: Entry) -> Iterator[str]:
    """The lines of an entry, without their ends."""
    held = b""
    for content in read_entry(vault, entry):
        *whole, held = (held + content).split(b"\n")
        yield from (one.decode("utf-8", "surrogatepass") for one in whole)
    if held:
        raise StoreError(f"{entry.path} ends within a line.")
