"""Everything that the operations memory holds of one organization, gone from every store.

Copies go first and PostgreSQL last, so whoever was stopped does the rest by doing it again.
Nobody may write for the organization meanwhile. Not here: its row, its audit log, its money.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.operations.episodes.read_episodes import FOLDER
from onevice_assets.operations.graphiti.groups import facts_group
from onevice_assets.operations.graphiti.load_facts import take_away
from onevice_assets.operations.timeline.coordination.cached_facts import forget_subjects
from onevice_assets.operations.timeline.coordination.write import KIND
from onevice_assets.operations.timeline.graph.facts import GraphFacts
from resources.embedding.embedder import SEED_MODEL
from resources.migrations.vectors.declared import OPERATIONS
from resources.object_store import open_store, telling_what_failed
from resources.vector_index.vector_index import Collection, Place

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.graph_store import GraphStore
    from resources.object_store import Objects
    from resources.redis_store import RedisStore
    from resources.vector_index.resource import VectorStore

_TABLES: Final = (
    "operations.quarantine",
    "operations.episodes",
    "operations.entities",
    "operations.fact_texts",
    "operations.facts",
    "operations.statements",
    "operations.names",
    "operations.relations",
    "control.id_map",
)
_SUBJECTS: Final = 10_000  # a page


def remove_organization(stores: Mapping[str, Any], organization_id: str) -> dict[str, int]:
    """Delete an organization's episodes, entities, facts and all copies of them; again is nothing.

    Args:
        stores: resources by name: `control`, and of `graph`, `vectors`, `redis` and `objects`
            those that there are; Graphiti's groups are in the graph where that is Neo4j.
        organization_id: whose.

    Returns:
        What was deleted by where it was: rows of each table, `graph` and `graphiti` nodes,
        `vectors` entries, `objects` files, `cache` subjects that were forgotten.

    Raises:
        InputError: it is no organization's id.
        StoreError: a store does not do it; do it again, and the rest goes too.
    """
    facts_group(organization_id)  # makes sure that it is an id
    control: ControlPlane = stores["control"]
    told: dict[str, int] = {}
    if (redis := stores.get("redis")) is not None:
        told["cache"] = _forget(control, redis, organization_id)
    if (graph := stores.get("graph")) is not None:
        told |= _remove_from_graph(graph, organization_id)
    if (vectors := stores.get("vectors")) is not None:
        told["vectors"] = _remove_vectors(vectors, organization_id)
    if (objects := stores.get("objects")) is not None:
        told["objects"] = _remove_files(control, objects, organization_id)
    return told | _remove_rows(control, organization_id)


def _forget(control: ControlPlane, redis: RedisStore, organization_id: str) -> int:
    count, last = 0, ""
    sql = (
        "SELECT name FROM operations.names WHERE organization_id = %(id)s AND name > %(last)s "
        "ORDER BY name LIMIT %(most)s"
    )
    while True:
        with control.begin() as db:
            given = {"id": organization_id, "last": last, "most": _SUBJECTS}
            names = [str(one) for one in db.exec_driver_sql(sql, given).scalars()]
        if not names:
            return count
        forget_subjects(redis, organization_id, names)
        count, last = count + len(names), names[-1]


def _remove_from_graph(graph: GraphStore, organization_id: str) -> dict[str, int]:
    told = {"graph": GraphFacts(graph, organization_id).take_away()}
    with graph.session() as session:
        is_neo4j = session.is_neo4j
    return {**told, "graphiti": take_away(graph, organization_id)} if is_neo4j else told


def _remove_vectors(vectors: VectorStore, organization_id: str) -> int:
    """Entries of every model, whichever is in use now."""
    count, place = 0, Place(organization_id, organization_id)
    with vectors.open(as_is=True) as index:
        for name in index.names():
            base, _, model = name.partition("--")
            if not base.startswith(OPERATIONS):
                continue
            collection = Collection(base, model or SEED_MODEL, 1)
            gone = [one.id for one in index.read(collection, place, with_vectors=False)]
            if gone:
                index.write(collection, place, [], gone)
            count += len(gone)
    return count


def _remove_files(control: ControlPlane, objects: Objects, organization_id: str) -> int:
    """Bytes of documents and mails, and what lies in its inbox and batches."""
    with control.begin() as db:
        slug = db.exec_driver_sql(
            "SELECT slug FROM control.organizations WHERE id = %(id)s", {"id": organization_id}
        ).scalar()
    named = (f"operations/inbox/{slug}/", f"operations/batches/{slug}/") if slug else ()
    count = 0
    for prefix in (f"{FOLDER}/{organization_id}/", *named):
        with telling_what_failed("delete", f"{objects.url.rstrip('/')}/{prefix}"):
            store = open_store(objects.url)
            for part in store.list(prefix=prefix):
                store.delete([meta["path"] for meta in part])
                count += len(part)
    return count


def _remove_rows(control: ControlPlane, organization_id: str) -> dict[str, int]:
    """Rows of every table, in one transaction; the log of sagas names subjects too."""
    given = {"id": organization_id, "kind": KIND}
    with control.begin() as db:
        told = {
            table.rpartition(".")[2]: db.exec_driver_sql(
                f"DELETE FROM {table} WHERE organization_id = %(id)s", given
            ).rowcount
            for table in _TABLES
        }
        told["sagas"] = db.exec_driver_sql(
            "DELETE FROM control.sagas WHERE organization_id = %(id)s AND kind = %(kind)s", given
        ).rowcount
    return told
