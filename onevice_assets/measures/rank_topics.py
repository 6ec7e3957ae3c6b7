"""Who leads one question: rates within a topic, sure as far as its phrasings agree.

A topic is one cluster, so over topics nothing can be said of it. Here the question is taken as
given and what varies is how it is asked and answered: the clusters are its prompt × provider
cells. These intervals speak of this question only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from onevice_assets.measures.rank_brands import rank_brands
from onevice_assets.measures.read_cells import Cells
from onevice_assets.measures.topic_counts import ALL
from onevice_assets.measures.unbranded import choose_unbranded


def rank_topics(cells: Cells, provider: str = ALL) -> dict[str, list[dict[str, Any]]]:
    """Rank the brands within each topic.

    Args:
        cells: the answers that count.
        provider: one provider, or `all`.

    Returns:
        By topic, sorted: rows of `rank_brands` whose `topic_count` counts prompt × provider cells
        and whose bounds are over those; brands never named in a topic are left out.
    """
    asked = choose_unbranded(cells.prompts)
    return {
        topic: [
            row for row in rank_brands(_of_topic(cells, topic), provider) if row["mention_count"]
        ]
        for topic in sorted(asked["topic"].unique())
    }


def _of_topic(cells: Cells, topic: str) -> Cells:
    prompts, brands = (one[one["topic"] == topic] for one in (cells.prompts, cells.brands))
    return replace(
        cells,
        prompts=prompts.assign(topic=prompts["llm_provider"] + " " + prompts["prompt_id"]),
        brands=brands.assign(topic=brands["llm_provider"] + " " + brands["prompt_id"]),
    )
