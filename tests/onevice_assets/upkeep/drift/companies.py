"""Organizations whose small graphs are built in the lake, and published as their assets do it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from onevice_assets.entertainment.graph.build import read_built
from onevice_assets.entertainment.graph.finding.ensure_indexes import ensure_indexes
from onevice_assets.entertainment.graph.finding.make_findable import FindingStores, make_findable
from onevice_assets.entertainment.graph.model.lake_rows import keep_edges, keep_nodes
from onevice_assets.entertainment.graph.model.rows import GraphRows, Row, make_edge, make_node
from onevice_assets.entertainment.graph.write_graph import publish
from onevice_assets.publishing.projection import Scope
from onevice_assets.publishing.scopes import find_organization_scope
from onevice_assets.tables import entertainment_graph as tables
from resources.control_plane import organizations
from resources.identity import derived_id

Resources = dict[str, Any]

NOON = datetime(2026, 11, 20, 12, 0, 0, 250_000, tzinfo=UTC)
STORES = ("graph", "vectors", "search", "embeddings", "control", "objects")


def make_company(given: Resources, slug: str) -> Scope:
    """An organization with people, films and documents, in the lake alone."""
    with given["control"].begin() as db:
        organizations.find_or_add(db, slug, actor="test")
        scope = find_organization_scope(db, slug)
    rows = _make_graph(scope.organization_id)
    given["lake"].write(tables.graph_nodes, slug, keep_nodes(rows, NOON))
    given["lake"].write(tables.graph_edges, slug, keep_edges(rows, NOON))
    return scope


def publish_company(given: Resources, scope: Scope) -> None:
    """Publish it as `talent_graph` and `talent_texts` do."""
    rows = read_built(given["lake"], scope.owner, scope.organization_id)
    with given["graph"].session() as session:
        ensure_indexes(session)
        publish(session, rows)
    make_findable(FindingStores(**{name: given[name] for name in STORES}), rows)


def node_id(scope: Scope, label: str, number: int) -> str:
    """Id of one of its nodes."""
    return str(_node(label, scope.organization_id, number)["id"])


def _make_graph(owner: str) -> GraphRows:
    people = [
        _node("Person", owner, n, name=f"Ännë {n}", bio=f"Directs {n} films", dayRate=100.0 * n)
        for n in range(3)
    ]
    films = [
        _node("Project", owner, n, name=f"Night Drive {n}", createdAt=NOON, concepts=["neon"])
        for n in range(2)
    ]
    papers = [
        _node("Document", owner, 0, title="Call sheet", fullTextContent="Crew at\x00 six o'clock")
    ]
    directed = [
        make_edge("DIRECTED", owner, one["id"], films[0]["id"], role="Director")
        for one in people[:2]
    ]
    nodes = {"Person": people, "Project": films, "Document": papers}
    return GraphRows(owner, nodes, {"DIRECTED": directed})


def _node(label: str, owner: str, number: int, **properties: Any) -> Row:
    identity = derived_id(date(2026, 11, 20), label, owner, number)
    return make_node(label, owner, identity, **properties)
