"""Websites with two days each, published to every store; and how each store is wrecked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from onevice_assets.brand_monitor.projections.copy_parts import list_own_scopes
from onevice_assets.brand_monitor.projections.make_publisher import make_publisher
from onevice_assets.brand_monitor.share_of_voice.publish_marts import publish_marts
from onevice_assets.every_copy import COPIES, list_all_work
from onevice_assets.publishing.drift import compare_every
from onevice_assets.publishing.projection import Projection, Scope
from resources.control_plane import brands
from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement
from resources.dbt_runner import Dbt
from resources.graph_store import GraphStore
from resources.lake import Lake
from resources.migrations.neo4j.statements import SHOW_CONSTRAINTS, SHOW_INDEXES
from resources.search_store import SearchStore
from tests.onevice_assets.brand_monitor.audience.sites import BRANDS, PLUMBER, add_site
from tests.onevice_assets.brand_monitor.projections.world import DAYS, World, make_world
from tests.searches import open_client
from tests.stores import driver_of, keys_of

Resources = dict[str, Any]


def make_websites(given: Resources, *domains: str) -> list[World]:
    """Websites with two days of answers each, from pages to marts, in the lake alone."""
    lake, control, objects = given["lake"], given["control"], given["objects"]
    worlds = []
    for domain in domains:
        site = add_site(control, lake, PLUMBER, domain=domain, name=domain)
        with control.begin() as db:
            brands.track(db, site.id, BRANDS[0], "own", actor="test")
        worlds.append(make_world(lake, control, objects, marts=False, website=site))
    count_marts(lake, worlds)
    return worlds


def count_marts(lake: Lake, worlds: Sequence[World]) -> None:
    """Count what was said of all websites at once: half the time."""
    partitions = [one.day(day).partition for one in worlds for day in DAYS]
    assert not publish_marts(lake, Dbt(), partitions).offenders


def publish_all(given: Resources) -> list[Scope]:
    """Publish every scope of the monitor in the lake to every store, standing rows first."""
    scopes = list_own_scopes(given["lake"], given["control"])
    copies = [copy for copy in COPIES if copy.system == "brand_monitor"]
    publisher = make_publisher(given)
    for scope in sorted(scopes, key=lambda one: str(one.day or "")):
        names = [copy.store for copy in copies if scope.cut in copy.assets]
        assert publisher.publish(scope, stores=names).state == "completed"
    return scopes


def make_projection(given: Resources, store: str, system: str = "brand_monitor") -> Projection:
    (copy,) = (one for one in COPIES if (one.store, one.system) == (store, system))
    return copy.make(SimpleNamespace(**given))


def differing(given: Resources, store: str) -> list[str]:
    """What a store does not hold as the lake says, in words; compares at least one row.

    But for texts of companies beside a real Neo4j, which keeps them in indexes of its own.
    """
    work = list_all_work(given["lake"], given["control"], store)
    found = [compare_every([copy.make(SimpleNamespace(**given))], of) for copy, of in work]
    with given["graph"].session() as session:
        in_graph = session.is_neo4j and all(copy.system == "entertainment" for copy, _ in work)
    rows = sum(one.wanted.row_count for all_ in found for one in all_.compared)
    assert rows or (in_graph and store == "search")
    return [told for one in found if (told := one.tell())]


def dump_control(control: ControlPlane) -> dict[str, list[str]]:
    """Every row of schema `control`, as PostgreSQL writes it."""
    with control.begin() as db:
        names = db.exec_driver_sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'control' ORDER BY 1"
        )
        return {
            name: sorted(db.exec_driver_sql(f"SELECT t::text FROM control.{name} t").scalars())
            for name in names.scalars().all()
        }


def _wreck_postgres(given: Resources) -> None:
    with given["control"].begin() as db:
        db.exec_driver_sql("DROP SCHEMA serving CASCADE")


def _wreck_graph(given: Resources) -> None:
    """Every node, key and index, as somebody would in the browser; the history with them."""
    graph: GraphStore = given["graph"]
    with graph.session() as session:
        session.change(
            "wreck",
            lambda t: t.read(Statement("tests.wreck", "MATCH (n) DETACH DELETE n")),
        )
        for kind, show in (("CONSTRAINT", SHOW_CONSTRAINTS), ("INDEX", SHOW_INDEXES)):
            for row in session.read(show):
                # the embedded graph's types of properties, and Neo4j's own index of labels
                if str(row["type"]).endswith("PROPERTY_TYPE") or not row["labelsOrTypes"]:
                    continue
                drop = Statement("tests.drop", f"DROP {kind} `{row['name']}` IF EXISTS")
                session.change("wreck", lambda t, drop=drop: t.read(drop))


def _wreck_search(given: Resources) -> None:
    search: SearchStore = given["search"]
    if search.url:
        with open_client(search.url, search.api_key) as client:
            for name in client.indices.get(index=f"{search.prefix}-*"):
                client.indices.delete(index=name)
        return
    with given["control"].begin() as db:
        # the list of versions, which other tests' searches are in too, goes on saying "applied"
        db.exec_driver_sql(
            "DO $$ DECLARE one text; BEGIN FOR one IN SELECT tablename FROM pg_tables "
            f"WHERE schemaname = 'search' AND starts_with(tablename, '{_prefix(search)}') "
            "LOOP EXECUTE 'DROP TABLE search.' || quote_ident(one) || ' CASCADE'; END LOOP; END $$"
        )


def _prefix(search: SearchStore) -> str:
    return search.prefix.replace("-", "_")


def _wreck_vectors(given: Resources) -> None:
    with given["vectors"].open() as index:
        for name in index.names():
            index.drop(name)


WRECK: dict[str, Callable[[Resources], None]] = {
    "postgres": _wreck_postgres,
    "graph": _wreck_graph,
    "search": _wreck_search,
    "vectors": _wreck_vectors,
}


def wreck_redis(given: Resources) -> None:
    for key in keys_of(given["redis"]):
        driver_of(given["redis"]).delete(key)
