"""Asset of the stage `graph`: the website's brands, prompts, concerns and beliefs as a graph."""

from typing import Any

import dagster as dg

from onevice_assets.groups import OWNERS, group, tags
from onevice_assets.partitions import split_key, website_days
from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError, InputError, MissingDataError
from resources.graph_store import GraphStore
from resources.lake import Lake

_UPSTREAM = (
    "llm_responses",
    "llm_brand_states",
    "co_mentions",
    "website_analysis",
    "icps",
    "conversation_sequences",
    "prompts",
    "prompt_classifications",
)


@dg.asset(
    key=["brand_monitor", "co_mention_graph"],
    group_name=group("brand_monitor", "graph"),
    owners=OWNERS,
    kinds={"neo4j"},
    tags=tags(layer="projection"),
    partitions_def=website_days,
    deps=[dg.AssetKey(["brand_monitor", name]) for name in _UPSTREAM],
    code_version="1",
    backfill_policy=dg.BackfillPolicy.single_run(),
    retry_policy=dg.RetryPolicy(
        max_retries=3, delay=2, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
    ),
)
def co_mention_graph(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane, graph: GraphStore
) -> dg.MaterializeResult[Any]:
    """Who stands beside whom, for which prompts and concerns, as a graph over the last 28 days.

    Nodes and relationships of one website, from the answers of the 28 days that end at this
    partition's day (branded prompts left out) and its active ICPs, conversations and prompts.
    A publish replaces all of the website's edges, so publishing an older day shows that older
    period; publishing the same rows again changes nothing. A range of days publishes its last.
    """
    from onevice_assets.brand_monitor.graph.tell_graph import publish_and_tell

    latest = {split_key(key)[1]: key for key in sorted(context.partition_keys)}
    told: dict[str, dict[str, Any]] = {}
    for partition in latest.values():
        try:
            told[partition] = _shown(publish_and_tell(lake, control, graph, partition))
        except (InputError, MissingDataError, ConfigurationError) as error:
            raise dg.Failure(description=str(error), allow_retries=False) from error
    if len(context.partition_keys) == 1:
        return dg.MaterializeResult(metadata=told[context.partition_keys[0]])
    for partition, shown in told.items():
        context.add_asset_metadata(shown, partition_key=partition)
    return dg.MaterializeResult(metadata={"published": ", ".join(told)})


def _shown(told: dict[str, Any]) -> dict[str, Any]:
    """Markdown texts as Markdown; numbers and short words as they are."""
    return {
        name: dg.MetadataValue.md(value) if isinstance(value, str) and "\n" in value else value
        for name, value in told.items()
        if value != ""
    }
