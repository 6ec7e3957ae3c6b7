"""Four stores that are published to, and a look at what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from onevice_assets.publishing.digest import digest_rows
from onevice_assets.publishing.projection import Scope
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.object_store import Objects
from resources.redis_store import RedisStore
from resources.saga import records
from resources.saga.report import Report, make_report
from tests.onevice_assets.publishing.copies import PostgresCopy, VectorCopy
from tests.onevice_assets.publishing.striking import Addresses, end_all, make_publisher


@dataclass
class World:
    """The stores, one scope of theirs, and what they hold of it."""

    at: Addresses
    control: ControlPlane
    objects: Objects
    scope: Scope

    def publish(self, version: int) -> Report:
        return make_publisher(self.at, version).publish(self.scope)

    def resume(self, version: int) -> list[Report]:
        return make_publisher(self.at, version).resume()

    def holds(self) -> dict[str, str]:
        """The digest of what each store holds."""
        copies = make_publisher(self.at, 1).projections
        return {one.store: str(digest_rows(one.read(self.scope))["copies"]) for one in copies}

    def expected(self, version: int) -> dict[str, str]:
        """The digest of what each store should hold."""
        copies = make_publisher(self.at, version).projections
        return {one.store: str(digest_rows(one.build(self.scope))["copies"]) for one in copies}

    def latest(self) -> Report:
        """The saga that began last."""
        with self.control.begin() as db:
            found = records.list_latest(db, limit=1)[0]
            return make_report(found, records.steps_of(db, found.id))

    def traces(self) -> list[str]:
        """What is left of sagas in the object store."""
        return self.objects.list("sagas/")


@pytest.fixture
def world(
    home: Path,
    control: ControlPlane,
    objects: Objects,
    graph_server: GraphStore,
    store: RedisStore,
    session_database: str,
) -> Iterator[World]:
    """All four stores, with version 1 published."""
    with control.begin() as db:
        website = websites.add(db, url=f"https://{uuid4().hex}.test/", name="Demo", actor="test")
    for made in (PostgresCopy(control=control), VectorCopy(control=control)):
        made.prepare()
    at = Addresses(
        home=str(home),
        database=session_database,
        objects=objects.url,
        redis_namespace=store.namespace,
        redis=store.url if isinstance(store.url, str) else "",
        graph={
            "uri": graph_server.uri,
            "user": graph_server.user,
            "password": graph_server.password,
            # Neo4j lets nobody past the locks of a process that hangs until it ends its work
            "statement_seconds": 4,
        },
    )
    scope = Scope(website.organization_id, website.id, website.key, date(2026, 11, 20))
    made_world = World(at, control, objects, scope)
    assert made_world.publish(1).state == "completed"
    assert made_world.holds() == made_world.expected(1)
    yield made_world
    end_all()
