"""One thing of a tenant in every place that is declared, said with a word of its own."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from onevice_assets.upkeep.erasure.lake_places import list_tables
from onevice_assets.upkeep.erasure.object_places import FOLDERS
from onevice_assets.upkeep.erasure.place import Stores
from resources.archive import Archive, Manifest, Original
from resources.control_plane import campaign_clients, simulations, users
from resources.cypher import define
from resources.erasure.graph_nodes import OWNED
from resources.identity import brand_id, new_id
from resources.lake import Lake
from resources.lake_files import write_parquet
from resources.migrations.elasticsearch.revisions import known_revisions
from resources.migrations.vectors.declared import STEPS, collections_at
from resources.redis_keys.siblings import EVERY_KEY
from resources.search_index.documents import DocumentScope
from resources.table_schema import Table
from resources.vector_index.vector_index import Entry, Place
from tests.onevice_assets.brand_monitor.projections.world import DAYS, World
from tests.stores import driver_of

CLIENT, DAY = "zyx-client", date(2026, 11, 20)
_SAID = "id: $id, type: $id, droom_key: $id, says: $word"
_NODE = {
    label: define(
        f"tests.erasure.plant.{label}",
        f"MERGE (n:{label} {{{owner}: $owner}}) SET n.says = $word"
        if label.endswith("Publication")
        else f"CREATE (n:{label} {{{owner}: $owner, {_SAID}}})",
        owner="none",
        id="none",
        word="none",
    )
    for label, owner in OWNED.items()
}
_TIE = define(
    "tests.erasure.plant.tie",
    "MERGE (a:Brand {id: $mine}) SET a.name = $word MERGE (b:Brand {id: $shared}) "
    "SET b.name = 'Shared' CREATE (a)-[:CO_MENTIONED {id: $id, website_id: $owner}]->(b)",
    mine="none", shared="none", id="none", owner="none", word="none",
)  # fmt: skip
_ROWS = (
    "INSERT INTO control.id_map VALUES (%(org)s, 'shopify', 'order', %(word)s, %(id)s, now())",
    "INSERT INTO control.run_failures (id, cause, job, asset, partition, reason, next_step, "
    "run_count, first_run_id, last_run_id, last_event_id, first_at, last_at) VALUES (%(id)s, 'c', "
    "'j', 'a', '2026-11-20|' || %(key)s, %(word)s, 'n', 1, 'r', 'r', 1, now(), now())",
    "INSERT INTO control.sagas (id, organization_id, kind, scope, alone_on, payload, epoch, "
    "owner_host, owner_pid, owner_started_at) VALUES (%(id)s, %(org)s, 'publish', %(key)s, "
    "%(key)s, jsonb_build_object('says', %(word)s::text), 1, 'h', 1, 1)",
    "INSERT INTO control.saga_steps (saga_id, position, name, state) "
    "VALUES (%(id)s, 0, 'graph', 'pending')",
    "INSERT INTO operations.names (organization_id, name) VALUES (%(org)s, %(word)s)",
    "INSERT INTO operations.relations (organization_id, number, name, holds, on_overlap) VALUES "
    "(%(org)s, 1, %(word)s, 'one', 'replace')",
    "INSERT INTO operations.quarantine (id, organization_id, source, file, content, reason, "
    "what_to_do, is_kept, noticed_at) VALUES (%(id)s, %(org)s, 's', 'f', "
    "jsonb_build_object('says', %(word)s::text), 'r', 'w', false, now())",
    "INSERT INTO control.webhook_refusals (brand_id, source, reason, day, times, last_at) VALUES "
    "(%(client)s, 'shopify', 'signature', '2026-11-20', 1, now())",
)


@dataclass(frozen=True)
class Planted:
    """A tenant with something of it everywhere.

    Attributes:
        word: stands in all of it, and is a brand that nobody else knows.
        is_whole: it is an organization; else a website of one that has others.
    """

    world: World
    word: str
    organization: str
    client_id: str
    user_id: str
    run_id: str
    is_whole: bool = True

    @property
    def ids(self) -> tuple[str, ...]:
        site = self.world.website
        if not self.is_whole:
            return (site.id, site.key)
        return (site.organization_id, site.id, site.key, self.client_id, self.user_id)

    def is_in(self, text: str) -> bool:
        """Whether a text says anything of this tenant."""
        return any(one.casefold() in text.casefold() for one in (*self.ids, self.word))


def plant(stores: Stores, world: World, word: str) -> Planted:
    """Put something into every place."""
    site = world.website
    with stores.control.begin() as db:
        client = campaign_clients.add(
            db, CLIENT, organization=site.organization_slug, name=word, actor="test",
        )  # fmt: skip
        user = users.add(
            db, f"{word}@example.com", password="a long enough password", actor="test",
            organization=site.organization_slug,
        )  # fmt: skip
        values = {"org": site.organization_id, "word": word, "key": site.key, "client": client.id}
        values["id"] = new_id()
        for sql in _ROWS:
            db.exec_driver_sql(sql, values)
        run = simulations.list_all(db, site.id)[0]
    made = Planted(world, word, site.organization_slug, client.id, user.id, run.id)
    return _plant_stores(stores, made)


def plant_website(stores: Stores, world: World, word: str) -> Planted:
    """Put something into every place that a website has for itself."""
    with stores.control.begin() as db:
        run = simulations.list_all(db, world.website.id)[0]
    slug = world.website.organization_slug
    return _plant_stores(stores, Planted(world, word, slug, "", "", run.id, is_whole=False))


def _plant_stores(stores: Stores, made: Planted) -> Planted:
    _plant_lake(stores.lake, made)
    _plant_objects(stores, made)
    _plant_search(stores, made)
    _plant_vectors(stores, made)
    _plant_graph(stores, made)
    _plant_redis(stores, made)
    return made


def _plant_lake(lake: Lake, made: Planted) -> None:
    slug, key = made.organization, made.world.website.key
    cuts = {
        "website": key, "day_website": f"{DAYS[0]}|{key}", "batch": f"{slug}.b1",
        "organization": slug, "client": f"{slug}.{CLIENT}",
    }  # fmt: skip
    for table in list_tables():
        if not made.is_whole and "website" not in table.partitioned_by:
            continue
        partition = cuts[table.partitioned_by]
        if not lake.exists(table, partition):
            lake.put(table, partition, write_parquet(_one_row(table, made)))


def _one_row(table: Table, made: Planted) -> pa.Table:
    """A row that says the tenant's word wherever it may say a text."""
    kinds: dict[pa.DataType, Any] = {
        pa.string(): made.word, pa.int64(): 1, pa.float64(): 0.5, pa.bool_(): True,
        pa.date32(): date(2026, 11, 20),
    }  # fmt: skip
    ids = {"brand_id": brand_id(made.word)}
    values = [
        [ids.get(one.name, kinds.get(one.type, datetime(2026, 11, 20, tzinfo=UTC)))]
        for one in table.arrow_schema
    ]
    return pa.table(values, schema=table.arrow_schema)


def _plant_objects(stores: Stores, made: Planted) -> None:
    site = made.world.website
    with stores.control.begin() as db:
        sql = "SELECT id::text FROM control.sagas WHERE organization_id = %(id)s"
        saga = db.exec_driver_sql(sql, {"id": site.organization_id}).scalars().first()
    owners = {
        "id": site.id, "key": site.key, "slug": made.organization, "run": site.id,
        "saga": str(saga), "content": f"of-{made.word.casefold()}",
    }  # fmt: skip
    for prefix, folder in FOLDERS.items():
        is_theirs = made.is_whole or ("website" in folder.kinds and folder.owner != "saga")
        if folder.owner not in ("nobody", "scope") and is_theirs:
            owner = made.client_id if prefix.startswith("campaigns/") else owners[folder.owner]
            owner = owner if prefix != "campaigns/inbox/" else made.organization
            owner = owner if prefix != "campaigns/reports_inbox/" else made.organization
            stores.objects.put(f"{prefix}{owner}/x.json", json.dumps({"says": made.word}))
    scope = {"organization_id": site.organization_id, "website_id": site.id}
    told = Manifest("imports", f"{DAYS[0]}|{site.key}", DAY, DAY, scope, ())
    Archive(stores.objects).keep(told, [Original("objects", "x.json", made.word.encode())])


def _plant_search(stores: Stores, made: Planted) -> None:
    site = made.world.website
    scope = DocumentScope(site.organization_id, site.id, date(2026, 11, 20))
    with stores.search.open() as index:
        for name, declared in known_revisions()[-1].by_name.items():
            said = next(one.name for one in declared.fields if one.kind in ("text", "english"))
            document = {
                "id": new_id(), "organization_id": scope.organization_id,
                "website_id": scope.website_id, "day": "2026-11-20", said: made.word,
            }  # fmt: skip
            index.replace(name, scope, [document])


def _plant_vectors(stores: Stores, made: Planted) -> None:
    site = made.world.website
    vector = np.zeros(4, "float32")
    vector[0] = 1
    with stores.vectors.open() as index:
        for one in collections_at(STEPS[-1].version).values():
            if not made.is_whole and one.name.startswith("droom"):
                continue
            collection = one.by("tiny", 4)
            index.create(collection)
            owner = made.client_id if one.name.startswith("droom") else site.id
            place = Place(site.organization_id, owner)
            entry = Entry(new_id(), made.word, "0" * 64, {}, vector)
            index.write(collection, place, [entry], [])


def _plant_graph(stores: Stores, made: Planted) -> None:
    site = made.world.website
    owners = {
        "website_id": site.id, "organization_id": site.organization_id,
        "brand_id": made.client_id, "group_id": f"{site.organization_id}_texts",
    }  # fmt: skip
    with stores.graph.session() as session:
        for label, owner in OWNED.items():
            if not made.is_whole and owner != "website_id":
                continue
            values = {"owner": owners[owner], "id": f"{label}-{made.word}", "word": made.word}
            session.change("planting", lambda t, o=label, v=values: t.read(_NODE[o], **v))
        values = {"mine": brand_id(made.word), "shared": brand_id("Shared"), "id": new_id()}
        values |= {"owner": site.id, "word": made.word}
        session.change("planting", lambda t: t.read(_TIE, **values))


def _plant_redis(stores: Stores, made: Planted) -> None:
    site, driver = made.world.website, driver_of(stores.redis)
    known = {
        "website_id": site.id, "organization_id": site.organization_id, "owner_id": site.id,
        "user_id": made.user_id, "brand_id": made.client_id, "simulation_id": made.run_id,
        "pattern_type": f"{site.organization_id}/x", "client_id": f"{site.organization_id}/x",
    }  # fmt: skip
    for one in EVERY_KEY:
        if "sign_in" in one.pattern or "provider" in one.pattern or "metrics" in one.pattern:
            continue
        if not made.is_whole and not {"website_id", "owner_id", "simulation_id"} & {*one.places}:
            continue
        values = {place: known.get(place, made.word) for place in one.places}
        name = stores.redis.name_of(one.key(**values))
        said = f"{made.word} {made.user_id} {site.id}"
        write = {
            "string": driver.set,
            "hash": lambda n, s: driver.hset(n, "says", s),
            "list": driver.rpush,
            "set": driver.sadd,
            "zset": lambda n, s: driver.zadd(n, {s: 1}),
        }[one.type]
        write(name, said)
        driver.pexpire(name, timedelta(hours=1))
