"""The check of `answer_citations`: a source without its answer would count for nobody."""

import dagster as dg

from onevice_assets.partitions import website_days
from onevice_assets.tables.answers import llm_responses
from onevice_assets.tables.citations import answer_citations
from resources.lake import Lake

_KEY = dg.AssetKey([answer_citations.system, answer_citations.name])


@dg.asset_check(asset=_KEY, blocking=True, partitions_def=website_days)
def every_cited_answer_exists(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every source belongs to an answer of the same day and website."""
    partitions = context.partition_keys
    cited = lake.read_arrow(answer_citations, partitions)["llm_response_id"].to_pylist()
    there = set(lake.read_arrow(llm_responses, partitions)["id"].to_pylist())
    lost = sorted(set(cited) - there)
    return dg.AssetCheckResult(
        passed=not lost, metadata={"sources": len(cited), "lost": len(lost), "ids": lost[:10]}
    )
