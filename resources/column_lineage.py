"""From a mart's column back to the lake's columns, read out of the compiled statements by sqlglot.

A column comes from the columns its expression names, conditions of `case` included, through every
model in between. A column that counts rows comes from what decides which rows there are: the
`where` conditions on the way and, at the lake, the columns that make a row (`config.meta.key` of
the source). Join conditions are not listed: they are the same keys everywhere.

`sqlglot.lineage` would walk the statement anew for each column and has nothing to say about
`count(*)`; its scopes are used here once per statement. Reading what was found needs no sqlglot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from resources.errors import ConfigurationError

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

Origin = tuple[str, str, str]
"""System, table and column of the lake."""
Origins = frozenset[Origin]

VERSION = "1"  # another one makes what was traced before old

_NOTHING: Origins = frozenset()
_DIALECT = "duckdb"


@dataclass(frozen=True)
class Relation:
    """Where a table, model or part of a statement comes from.

    Attributes:
        columns: by name.
        rows: what decides which rows it has.
    """

    columns: Mapping[str, Origins]
    rows: Origins


def trace_columns(manifest: Mapping[str, Any]) -> dict[str, dict[str, list[Origin]]]:
    """Trace every column of every model that was compiled.

    Args:
        manifest: dbt's, with compiled statements.

    Returns:
        Model name to column to the lake's columns it comes from, sorted; none for a constant.

    Raises:
        ConfigurationError: when a statement cannot be understood, naming the model.
    """
    from sqlglot.errors import SqlglotError

    known = {source["relation_name"]: _of_source(source) for source in _sources(manifest)}
    found: dict[str, dict[str, list[Origin]]] = {}
    for model in _models_in_order(manifest):
        try:
            relation = _trace(model["compiled_code"], known)
        except (SqlglotError, KeyError) as error:
            raise ConfigurationError(
                f"The columns of dbt model {model['name']!r} cannot be traced: {error}. Write the "
                "statement so that every column names its table."
            ) from error
        known[model["relation_name"]] = relation
        found[model["name"]] = {name: sorted(of) for name, of in relation.columns.items()}
    return found


def _sources(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(manifest.get("sources", {}).values())


def _of_source(source: Mapping[str, Any]) -> Relation:
    place = source["source_name"], source["name"]
    names = list(source["columns"])
    key = source["config"]["meta"].get("key", names)
    return Relation(
        {name: frozenset({(*place, name)}) for name in names},
        frozenset((*place, name) for name in key),
    )


def _models_in_order(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    models = {
        uid: node
        for uid, node in sorted(manifest["nodes"].items())
        if node["resource_type"] == "model"
    }
    parents = {uid: node["depends_on"]["nodes"] for uid, node in models.items()}
    for uid in TopologicalSorter(parents).static_order():
        if uid in models:
            yield models[uid]


def _trace(statement: str, known: Mapping[str, Relation]) -> Relation:
    from sqlglot import MappingSchema, parse_one
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    schema = MappingSchema(dialect=_DIALECT)
    for name, relation in known.items():
        schema.add_table(name, dict.fromkeys(relation.columns, "varchar"), dialect=_DIALECT)
    parsed = qualify(parse_one(statement, dialect=_DIALECT), dialect=_DIALECT, schema=schema)
    root = build_scope(parsed)
    if root is None:
        raise KeyError("it is no query")
    return _Tracer(known).trace(root)


class _Tracer:
    """Follows the scopes of one statement, each once."""

    def __init__(self, known: Mapping[str, Relation]) -> None:
        self._known = known
        self._seen: dict[int, Relation] = {}

    def trace(self, scope: Scope) -> Relation:
        """Where a scope's columns and rows come from."""
        if id(scope) not in self._seen:
            self._seen[id(scope)] = (
                self._unite(scope) if scope.set_operation_scopes else self._select(scope)
            )
        return self._seen[id(scope)]

    def _unite(self, scope: Scope) -> Relation:
        parts = [self.trace(part) for part in scope.set_operation_scopes]
        names = list(parts[0].columns)
        columns = zip(*(part.columns.values() for part in parts), strict=True)
        united = (_NOTHING.union(*each) for each in columns)
        rows = _NOTHING.union(*(part.rows for part in parts))
        return Relation(dict(zip(names, united, strict=True)), rows)

    def _select(self, scope: Scope) -> Relation:
        statement: Any = scope.expression
        sources = {name: self._of(source) for name, (_, source) in scope.selected_sources.items()}
        joins = statement.args.get("joins") or []
        beside = {join.alias_or_name for join in joins if join.side == "LEFT"}  # add no row
        filters = [statement.args.get(part) for part in ("where", "having", "qualify")]
        rows = _NOTHING.union(
            *(relation.rows for name, relation in sources.items() if name not in beside),
            *(self._named(one, sources) for one in filters if one is not None),
        )
        columns = {}
        for one in statement.selects:
            named = self._named(one, sources)
            columns[one.alias_or_name] = named | rows if _counts_rows(one) else named
        return Relation(columns, rows)

    def _of(self, source: exp.Table | Scope) -> Relation:
        from sqlglot.optimizer.scope import Scope

        if isinstance(source, Scope):
            return self.trace(source)
        name = ".".join(f'"{part.name}"' for part in source.parts)
        return self._known[name]

    def _named(self, part: exp.Expression, sources: Mapping[str, Relation]) -> Origins:
        """Origins of the columns a part of the statement names; keys of windows only group."""
        from sqlglot import exp

        windows = part.find_all(exp.Window)
        keys = {id(c) for one in windows for key in one.args["partition_by"] for c in _columns(key)}
        named = (column for column in _columns(part) if id(column) not in keys)
        return _NOTHING.union(*(sources[c.table].columns[c.name] for c in named))


def _columns(part: exp.Expression) -> Iterator[exp.Column]:
    from sqlglot import exp

    return part.find_all(exp.Column)


def _counts_rows(column: exp.Expression) -> bool:
    """Whether it depends on how many rows there are, whatever their values."""
    from sqlglot import exp

    counts = column.find_all(exp.Count)
    return any(not any(_columns(count)) for count in counts)
