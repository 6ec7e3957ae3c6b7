"""Assets of the stage `patterns`: turns of conversations, the patterns in them, their graph."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import dagster as dg

from onevice_assets.groups import group, owners, tags
from onevice_assets.lake_assets import ONE_A_RUN, RETRY, find_organization, options, result
from onevice_assets.partitions import intents_organizations
from onevice_assets.tables import intents as tables
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.lake import Lake
from resources.object_store import Objects
from resources.redis_store import RedisStore
from resources.table_schema import Table

_PROMPTS = ("conversation_sequences", "prompts", "prompt_classifications")
_TURNS = dg.AssetKey(["intents", "conversation_turns"])
_SHOWN = ("pattern_type", "support", "conversation_count", "confidence")


@dg.asset(
    **options(tables.conversation_turns, "patterns", kinds={"python"}),
    deps=[dg.AssetKey(["brand_monitor", name]) for name in _PROMPTS],
    code_version="1",
    backfill_policy=ONE_A_RUN,
)
def conversation_turns(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane, objects: Objects
) -> dg.MaterializeResult[Any]:
    """One row per thing somebody asked, in the order of its conversation.

    Grain: organization, user, conversation and turn. Source: the prompts in force of the monitor's
    websites, whose users are made-up customers, and every imported log. Where two logs differ about
    one turn, what was asked earlier stands. A re-run gives the same rows.
    """
    from onevice_assets.intents.patterns.collect_turns import collect_turns

    key = context.partition_key
    found = collect_turns(lake, objects, key, find_organization(control, key))
    written = lake.write(tables.conversation_turns, key, found.rows)
    counts = Counter((row["source"], row["intent_type"]) for row in found.rows)
    preview = [
        {"source": source, "intent_type": kind, "turns": count}
        for (source, kind), count in sorted(counts.items())
    ]
    extra = {
        "users": len({row["user_id"] for row in found.rows}),
        "lines that another log contradicts": found.contradicted,
    }
    return result(context, tables.conversation_turns, {key: written}, preview=preview, extra=extra)


def _spec(table: Table) -> dg.AssetSpec:
    known = options(table, "patterns", kinds={"python"})
    return dg.AssetSpec(**known, code_version="1", description=table.description, deps=[_TURNS])


@dg.multi_asset(
    name="mine_patterns",
    specs=[_spec(table) for table in tables.MINED],
    backfill_policy=ONE_A_RUN,
    retry_policy=RETRY,
)
def mine_patterns(
    context: dg.AssetExecutionContext,
    lake: Lake,
    control: ControlPlane,
    objects: Objects,
    embeddings: Embeddings,
) -> Iterator[dg.MaterializeResult[Any]]:
    """Mine each user's recurring intents, and what leads to, goes with and resembles what."""
    from onevice_assets.intents.patterns.mining.mine import mine

    key = context.partition_key
    owner = find_organization(control, key)
    model = embeddings.open_for_organization(control, objects, owner)
    rows = lake.read_rows(tables.conversation_turns, key)
    mined = mine(rows, owner, model.model, model.embed)
    kinds = Counter(row["type"] for row in mined.relationships)
    extra = {"model": model.model, **{kind: kinds[kind] for kind in tables.RELATIONSHIPS}}
    preview = [{name: row[name] for name in _SHOWN} for row in mined.patterns]
    made = (mined.patterns, mined.relationships, mined.turns)
    for table, some in zip(tables.MINED, made, strict=True):
        written = lake.write(table, key, some)
        shown = preview if table is tables.patterns else ()
        yield result(context, table, {key: written}, preview=shown, extra=extra)


@dg.asset(
    key=["intents", "graph", "pattern_graph"],
    group_name=group("intents", "patterns"),
    owners=owners("intents"),
    kinds={"neo4j"},
    tags={**tags(layer="projection"), "cut": "organization"},
    partitions_def=intents_organizations,
    code_version="1",
    backfill_policy=ONE_A_RUN,
    retry_policy=RETRY,
    deps=[
        dg.AssetKey(["intents", "patterns"]),
        dg.AssetKey(["intents", "pattern_relationships"]),
    ],
)
def pattern_graph(
    context: dg.AssetExecutionContext,
    lake: Lake,
    control: ControlPlane,
    graph: GraphStore,
    redis: RedisStore,
) -> dg.MaterializeResult[Any]:
    """The organization's patterns as a graph: LEADS_TO, RELATED_TO and SIMILAR_TO.

    A copy of `patterns` and `pattern_relationships`, written by what differs in one transaction.
    The same rows again write nothing; a change by hand is mended. What Redis keeps of patterns is
    old after it.
    """
    from onevice_assets.intents.patterns.forget import forget_patterns
    from onevice_assets.intents.patterns.graph.read_lake import read_lake
    from onevice_assets.intents.patterns.graph.write_graph import publish

    key = context.partition_key
    owner = find_organization(control, key)
    rows = read_lake(lake, key, owner)
    with graph.session() as session:
        done = publish(session, rows)
    # also where nothing differed: a run that died after its publish left old answers
    forget_patterns(redis, owner)
    count = len(rows.nodes) + sum(map(len, rows.edges.values()))
    metadata = {
        "dagster/row_count": count,
        "dagster/partition_row_count": count,
        "changed": any(vars(done).values()),
        **vars(done),
    }
    return dg.MaterializeResult(metadata=metadata)
