"""Reading a day's rows for the report."""

from __future__ import annotations

from onevice_assets.brand_monitor.report.collect import ReportView, collect_report
from onevice_assets.partitions import split_key
from onevice_assets.tables import answers, audience, marts
from resources.lake import Lake


def read_view(lake: Lake, partition: str) -> ReportView:
    """Read what the report of a day × website shows.

    Raises:
        MissingDataError: when a mart or the answers were not materialised yet.
    """
    day, website = split_key(partition)
    return collect_report(
        website,
        day,
        shares=lake.read_rows(marts.share_of_voice, partition),
        substitutions=lake.read_rows(marts.substitution_patterns, partition),
        co_mentions=lake.read_rows(marts.co_mentions, partition),
        states=lake.read_rows(answers.llm_brand_states, partition),
        responses=lake.read_rows(answers.llm_responses, partition),
        classifications=lake.read_rows_if_there(audience.prompt_classifications, website),
        icps=lake.read_rows_if_there(audience.icps, website),
    )
