"""Questions of campaigns that found a store away: asked again, so that kept answers are fresh."""

from __future__ import annotations

from typing import Any

import dagster as dg

from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.object_store import Objects
from resources.redis_store import RedisStore
from resources.vector_index.resource import VectorStore
from sensors.ticks import TICK_S, skip_when_down


@dg.sensor(
    name="campaign_questions_to_ask_again",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks again what a client wanted to know while the graph or the vectors were away.",
)
@skip_when_down
def campaign_questions_to_ask_again(
    control: ControlPlane,
    objects: Objects,
    graph: GraphStore,
    vectors: VectorStore,
    embeddings: Embeddings,
    redis: RedisStore,
) -> dg.SkipReason:
    """Ask what waits; no run is made, for the answer is kept where questions look for it."""
    from onevice_assets.campaigns.decisions.ask_again import ask_again
    from onevice_assets.campaigns.decisions.waiting import queue_of

    if not redis.is_at_hand() or not any(queue_of(redis).count().values()):
        return dg.SkipReason("No question waits.")
    resources: dict[str, Any] = {
        "control": control,
        "objects": objects,
        "graph": graph,
        "vectors": vectors,
        "embeddings": embeddings,
        "redis": redis,
    }
    done = ask_again(resources, seconds=TICK_S)
    why = f" ({done.away})" if done.away else ""
    return dg.SkipReason(
        f"{done.answered} asked again, {done.given_up} given up, {done.waiting} wait{why}."
    )


ALL = [campaign_questions_to_ask_again]
