"""Assets `entities` and `timeline`: what structured episodes name, and what held when."""

import os
from collections.abc import Iterator
from typing import Any

import dagster as dg

from onevice_assets.lake_assets import ONE_A_RUN
from onevice_assets.operations.model.describe import ENTITIES, TIMELINE
from onevice_assets.operations_assets import find_owner, options, result
from onevice_assets.partitions import organization_of
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.llm.choose_reader import cost_of_reading
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_store import RedisStore
from resources.vector_index.resource import VectorStore

_COST = cost_of_reading(os.environ)
_ENTITIES = """One row per customer, driver, unit, invoice or load that an episode names by its key.

Source: `episodes`: rows by declared mappings, documents and mails by rules (and by a provider where
ONEVICE_READ_DOCUMENTS names one). Two customers with one name are two: names are no keys. What
cannot be used stands in `operations.quarantine` with its next step. A re-run reads what still
waits, and changes nothing of the rest."""
_TIMELINE = """One row per fact: what held of an entity when, as its source knew it when.

Source: the same episodes; a fact of a document has the sentence that says it. Amounts are exact,
times have their zone; late rows take their place, a correction ends what was known and deletes
nothing. A re-run changes nothing."""


@dg.multi_asset(
    name="map_episodes",
    specs=[
        dg.AssetSpec(
            **options("entities", "entities", ENTITIES, _COST),
            description=_ENTITIES,
            code_version="2",
            deps=[dg.AssetKey(["operations", "episodes"])],
        ),
        dg.AssetSpec(
            **options("timeline", "timeline", TIMELINE, _COST),
            description=_TIMELINE,
            code_version="2",
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
    llm: LanguageModels,
    progress: Progress,
) -> Iterator[dg.MaterializeResult[Any]]:
    """Read what waits of a batch and record it."""
    from onevice_assets.operations.entities.map_waiting import map_all_waiting
    from onevice_assets.operations.read_documents import open_reader, read_all_waiting
    from onevice_assets.operations.timeline.coordination.saga_facts import SagaFacts
    from onevice_assets.operations.timeline.coordination.stores import open_stores
    from onevice_assets.operations.write_episodes import Stores
    from resources.operation_tables import episodes

    key = context.partition_key
    owner = find_owner(control, key)
    with control.begin() as db:
        counted = episodes.count(db, owner, key)
    waiting = sum(number for (_, outcome), number in counted.items() if outcome == "waiting")
    given = {"control": control, "graph": graph, "vectors": vectors, "redis": redis}
    given |= {"embeddings": embeddings, "objects": objects}
    reader = open_reader(llm, control, objects, organization_of(key))
    with open_stores(given) as stores, progress.track(f"Reading {key}", waiting) as task:
        where = Stores(control, objects, SagaFacts(stores, owner))
        done = map_all_waiting(control, where.facts, key, task.advance)
        done.add(read_all_waiting(where, key, reader, task.advance))
    told = {"mapped": done.mapped, "refused": done.refused}
    yield result("entities", done.entities, done, **told)
    yield result("timeline", done.statements, done, **told)
