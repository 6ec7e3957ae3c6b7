"""Assets `entities` and `timeline`: what structured episodes name, and what held when."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from onevice_assets.lake_assets import ONE_A_RUN
from onevice_assets.operations.model.describe import ENTITIES, TIMELINE
from onevice_assets.operations_assets import find_owner, options, result
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_store import RedisStore
from resources.vector_index.resource import VectorStore

_ENTITIES = """One row per customer, driver, unit, invoice or load that an episode names by its key.

Source: structured `episodes`, by declared mappings; no model is asked. Two customers with one name
are two: names are no keys. Rows that cannot be used stand in `operations.quarantine` with their
next step. A re-run maps what still waits, and changes nothing of the rest."""
_TIMELINE = """One row per fact: what held of an entity when, as its source knew it when.

Source: the same episodes. Amounts are exact, times have their zone; late rows take their place, a
correction ends what was known and deletes nothing. A re-run changes nothing."""


@dg.multi_asset(
    name="map_episodes",
    specs=[
        dg.AssetSpec(
            **options("entities", "entities", ENTITIES),
            description=_ENTITIES,
            code_version="1",
            deps=[dg.AssetKey(["operations", "episodes"])],
        ),
        dg.AssetSpec(
            **options("timeline", "timeline", TIMELINE),
            description=_TIMELINE,
            code_version="1",
            deps=[dg.AssetKey(["operations", "entities"])],
        ),
    ],
    backfill_policy=ONE_A_RUN,
)
def map_episodes(
    context: dg.AssetExecutionContext,
    control: ControlPlane,
    graph: GraphStore,
    vectors: VectorStore,
    embeddings: Embeddings,
    objects: Objects,
    redis: RedisStore,
    progress: Progress,
) -> Iterator[dg.MaterializeResult[Any]]:
    """Map what waits of a batch and record it."""
    from onevice_assets.operations.entities.map_waiting import map_all_waiting
    from onevice_assets.operations.timeline.coordination.saga_facts import SagaFacts
    from onevice_assets.operations.timeline.coordination.stores import open_stores
    from resources.operation_tables import episodes

    key = context.partition_key
    owner = find_owner(control, key)
    with control.begin() as db:
        counted = episodes.count(db, owner, key)
    waiting = sum(number for (_, outcome), number in counted.items() if outcome == "waiting")
    given = {"control": control, "graph": graph, "vectors": vectors, "redis": redis}
    given |= {"embeddings": embeddings, "objects": objects}
    with open_stores(given) as stores, progress.track(f"Mapping {key}", waiting) as task:
        done = map_all_waiting(control, SagaFacts(stores, owner), key, task.advance)
    told = {"mapped": done.mapped, "refused": done.refused}
    yield result("entities", done.entities, done, **told)
    yield result("timeline", done.statements, done, **told)
