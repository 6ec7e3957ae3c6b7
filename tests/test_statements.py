"""SQL and Cypher are parameterised: no statement is put together from a value.

A text with a keyword of SQL or Cypher that is put together (f-string, `+`, `%`, `format`, `join`)
may hold what a module declares in capitals. Whatever else it holds must be of ours too (a table, a
column, a label, a number of bytes): such modules stand in `BUILDERS` with what it is and who checks
it. Nowhere may anything be put between quotes, which is where values stand.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.test_layers import MODULES, module_name, tree_of

KEYWORDS = re.compile(
    r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|DETACH DELETE|MATCH|MERGE|CREATE|DROP|ALTER|TRUNCATE"
    r"|UNWIND|COPY|WITH|RETURN|WHERE|VALUES|ORDER BY|SET LOCAL|GRANT|EXPLAIN)\b"
)
CAPITALS = re.compile(r"_*[A-Z][A-Z0-9_]*")


def pieces(node: ast.expr) -> list[ast.expr]:
    """What a text is put together of; itself where it is no such text."""
    if isinstance(node, ast.JoinedStr):
        return [v.value if isinstance(v, ast.FormattedValue) else v for v in node.values]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return [*pieces(node.left), *pieces(node.right)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "format":
            return [node.func.value, *node.args, *(one.value for one in node.keywords)]
        if node.func.attr == "join" and isinstance(node.func.value, ast.Constant):
            return [node.func.value, *node.args]
    return [node]


def is_declared(node: ast.expr) -> bool:
    """Whether an expression is made of constants and of what is written in capitals alone."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return bool(CAPITALS.fullmatch(node.id))
    if isinstance(node, ast.Attribute) and CAPITALS.fullmatch(node.attr):
        return True
    if isinstance(node, ast.Attribute | ast.Subscript):
        return is_declared(node.value)
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        return all(is_declared(one.iter) for one in node.generators)
    parts = pieces(node)
    return parts != [node] and all(map(is_declared, parts))


def statements(tree: ast.Module) -> Iterator[ast.expr]:
    """Texts that are put together and hold a keyword."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call):
            continue
        parts = pieces(node)
        said = " ".join(
            one.value
            for one in parts
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )
        if parts != [node] and KEYWORDS.search(said):
            yield node


@cache
def statements_of(path: Path) -> tuple[ast.expr, ...]:
    return tuple(statements(tree_of(path)))


def built(path: Path) -> list[int]:
    """Lines with a statement that holds more than what is declared."""
    return sorted({one.lineno for one in statements_of(path) if not is_declared(one)})


def quoted(path: Path) -> list[int]:
    """Lines where something is put between the quotes of a statement."""
    return [
        node.lineno
        for node in statements_of(path)
        if isinstance(node, ast.JoinedStr)
        for before, held, after in zip(node.values, node.values[1:], node.values[2:], strict=False)
        if isinstance(held, ast.FormattedValue)
        and not is_declared(held.value)
        and isinstance(before, ast.Constant)
        and isinstance(after, ast.Constant)
        and str(before.value).endswith("'")
        and str(after.value).startswith("'")
    ]


BUILDERS = {
    "labels, keys and properties of a graph's declared model": {
        "onevice_assets.brand_monitor.graph.statements",
        "onevice_assets.campaigns.memory.questions",
        "onevice_assets.campaigns.memory.statements",
        "onevice_assets.campaigns.model.schema",
        "onevice_assets.entertainment.access.conditions",
        "onevice_assets.entertainment.graph.finding.write_vectors",
        "onevice_assets.entertainment.graph.model.schema",
        "onevice_assets.entertainment.graph.statements",
        "onevice_assets.entertainment.talent.credits",
        "onevice_assets.entertainment.talent.discovery",
        "onevice_assets.entertainment.talent.questions",
        "onevice_assets.intents.patterns.graph.statements",
        "resources.graph_rows",
    },
    "declared tables, places and labels: what is erased, kept or copied whole": {
        "onevice_assets.upkeep.retention.table_rows",
        "resources.backup.stores.graph",
        "resources.erasure.dagster_log",
        "resources.erasure.freed_pages",
        "resources.erasure.graph_nodes",
        "resources.erasure.postgres_rows",
        "resources.erasure.records",
    },
    "columns of a declared table, or clauses written in the same module": {
        "onevice_assets.campaigns.performance.deriving.count_rows",
        "onevice_assets.campaigns.performance.newest",
        "onevice_assets.operations.timeline.postgres.queries",
        "onevice_assets.operations.timeline.search.queries",
        "resources.control_plane.aliases",
        "resources.control_plane.ended_tracking",
        "resources.control_plane.engine",
        "resources.control_plane.in_hand",
        "resources.control_plane.ledger",
        "resources.control_plane.legal_holds",
        "resources.control_plane.listing",
        "resources.control_plane.notices",
        "resources.control_plane.reused_answers",
        "resources.control_plane.simulations",
        "resources.control_plane.spending",
        "resources.control_plane.survivors",
        "resources.control_plane.tracking",
        "resources.control_plane.users",
        "resources.control_plane.websites",
        "resources.operation_tables.quarantine",
    },
    "DuckDB in memory, over a report's own columns, whose names are quoted or declared": {
        "onevice_assets.campaigns.performance.reports.fact_query",
        "onevice_assets.campaigns.performance.reports.read_report",
        "onevice_assets.campaigns.performance.reports.thing_query",
        "onevice_assets.entertainment.entities.linkage.blocking",
        "onevice_assets.entertainment.entities.linkage.database",
        "onevice_assets.entertainment.entities.linkage.model",
    },
    "names of indexes, views and vector tables, made by `store_names` of letters and digits": {
        "resources.migrations.elasticsearch.postgres_runner",
        "resources.migrations.elasticsearch.postgres_tables",
        "resources.search_index.postgres_index",
        "resources.search_index.postgres_query",
        "resources.vector_index.postgres_index",
        "resources.vector_index.postgres_search",
        "resources.vector_index.postgres_tables",
    },
    "schema changes of a release, run by who operates the stores": {
        "resources.change.column_change",
        "resources.change.property_change",
        "resources.local_servers.postgres",
        "resources.migrations.neo4j.empty",
        "resources.migrations.neo4j.statements",
        "resources.migrations.postgres.serving",
    },
}
QUOTED = {
    "onevice_assets.entertainment.access.conditions": "properties of the declared model",
    "onevice_assets.operations.timeline.search.queries": "one of two configurations of ours",
    "resources.local_servers.postgres": "a password we made of letters and digits",
    "resources.search_index.postgres_query": "a declared facet, checked by `SearchQuery`",
}
OURS = [path for path in MODULES if "measuring" not in path.parts]


def test_no_statement_is_put_together_from_values() -> None:
    listed = set().union(*BUILDERS.values())
    found = {module_name(path): lines for path in OURS if (lines := built(path))}
    assert {name: lines for name, lines in found.items() if name not in listed} == {}
    assert listed - found.keys() == set(), "listed, and builds nothing any more"


def test_nothing_is_put_between_the_quotes_of_a_statement() -> None:
    assert {module_name(path) for path in OURS if quoted(path)} == QUOTED.keys()


@pytest.mark.parametrize(
    "source",
    [
        "db.execute(f\"SELECT * FROM t WHERE name = '{name}'\")",
        'db.execute("SELECT * FROM t WHERE name = \'" + name + "\'")',
        "db.execute(\"DELETE FROM t WHERE name = '%s'\" % name)",
        'db.execute("MATCH (n {name: {}}) RETURN n".format(name))',
        'session.run(f"MATCH (n:{label}) DETACH DELETE n")',
        'db.execute("SELECT a FROM t WHERE id IN (" + ", ".join(ids) + ")")',
    ],
)
def test_what_would_let_a_value_in_is_seen(source: str) -> None:
    assert [one for one in statements(ast.parse(source)) if not is_declared(one)]


@pytest.mark.parametrize(
    "source",
    [
        'db.execute("SELECT * FROM t WHERE name = %(name)s", {"name": name})',
        'db.execute(f"SELECT {_COLUMNS} FROM t WHERE id = %(id)s", {"id": id})',
        'db.execute("SELECT " + ", ".join(COLUMNS) + " FROM t")',
    ],
)
def test_what_is_declared_or_a_parameter_is_let_through(source: str) -> None:
    assert all(is_declared(one) for one in statements(ast.parse(source)))
