"""SQL over 28 days of answers: one row for each future edge.

R is the window's responses to unbranded prompts (`metrics.md`). Orders are total everywhere, so
that the same rows always give the same edges. No node, id or Cypher here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onevice_assets.brand_monitor.graph.measure_lift import measure_co_mentions
from onevice_assets.brand_monitor.graph.read_window import Window
from onevice_assets.brand_monitor.graph.window_database import fetch_rows, open_window

Row = dict[str, Any]

_BRANDS = """
SELECT brand_id, first(brand_name ORDER BY n DESC, brand_name) AS name,
       bool_or(role = 'own') AS is_own
FROM (SELECT brand_id, brand_name, role, count(*) AS n FROM s GROUP BY ALL)
GROUP BY brand_id ORDER BY brand_id
"""

_PROVIDERS = """
SELECT DISTINCT llm_id, llm_provider AS name, llm_model AS model FROM r ORDER BY llm_id
"""

_RANKS_FOR = """
WITH kinds AS (
    SELECT brand_id, intent_id, llm_provider, presence, strength, count(*) AS n
    FROM s WHERE is_named GROUP BY ALL
), commonest AS (
    SELECT brand_id, intent_id, llm_provider, sum(n)::BIGINT AS count,
           first(presence ORDER BY n DESC, strength) AS presence
    FROM kinds GROUP BY ALL
), ranks AS (
    SELECT brand_id, intent_id, llm_provider, quantile_disc(position_rank, 0.5) AS position
    FROM s WHERE is_named GROUP BY ALL
), asked AS (
    SELECT intent_id, llm_provider, count(*) AS response_count FROM r GROUP BY ALL
)
SELECT * FROM commonest JOIN ranks USING (brand_id, intent_id, llm_provider)
JOIN asked USING (intent_id, llm_provider)
ORDER BY brand_id, intent_id, llm_provider
"""

_RECOMMENDS = """
WITH beliefs AS (
    SELECT llm_id, brand_id, intent_id, belief_sold, count(*) AS n
    FROM s WHERE presence = 'recommended' GROUP BY ALL
), commonest AS (
    SELECT llm_id, brand_id, intent_id, sum(n)::BIGINT AS count,
           first(belief_sold ORDER BY belief_sold IS NULL, n DESC, belief_sold) AS belief_type
    FROM beliefs GROUP BY ALL
), ranks AS (
    SELECT llm_id, brand_id, intent_id, quantile_disc(position_rank, 0.5) AS position
    FROM s WHERE presence = 'recommended' GROUP BY ALL
)
SELECT * FROM commonest JOIN ranks USING (llm_id, brand_id, intent_id)
ORDER BY llm_id, brand_id, intent_id
"""

_IGNORES = """
WITH gone AS (
    SELECT id, llm_id, brand_id, intent_id FROM s WHERE NOT is_named
), counted AS (
    SELECT llm_id, brand_id, intent_id, count(*) AS count FROM gone GROUP BY ALL
), beside AS (
    SELECT gone.llm_id, gone.brand_id, gone.intent_id, other.brand_id AS other_id, count(*) AS n
    FROM gone JOIN s AS other ON other.id = gone.id AND other.is_named GROUP BY ALL
), foremost AS (
    SELECT llm_id, brand_id, intent_id, first(other_id ORDER BY n DESC, other_id) AS other_id
    FROM beside GROUP BY ALL
)
SELECT counted.*, foremost.other_id AS competitor_brand_id
FROM counted LEFT JOIN foremost USING (llm_id, brand_id, intent_id)
ORDER BY llm_id, brand_id, intent_id
"""

_BELIEFS = """
WITH named AS (
    SELECT brand_id, llm_provider, count(*) AS state_count FROM s WHERE is_named GROUP BY ALL
)
SELECT brand_id, belief_sold AS belief, llm_provider, count(*) AS count,
       count(*) / any_value(state_count) AS confidence
FROM s JOIN named USING (brand_id, llm_provider)
WHERE is_named AND belief_sold IS NOT NULL GROUP BY ALL
ORDER BY brand_id, belief, llm_provider
"""

_SUBSTITUTES = """
WITH own AS (SELECT id, brand_id, is_named FROM s WHERE role = 'own'),
pairs AS (
    SELECT own.brand_id AS own_id, other.brand_id AS other_id,
           count(*) FILTER (NOT own.is_named) AS instead_count,
           count(*) FILTER (own.is_named) AS beside_count
    FROM own JOIN s AS other USING (id)
    WHERE other.presence = 'recommended' AND other.brand_id <> own.brand_id GROUP BY ALL
), totals AS (
    SELECT brand_id AS own_id, count(*) FILTER (NOT is_named) AS missing_count,
           count(*) FILTER (is_named) AS present_count
    FROM own GROUP BY ALL
)
SELECT * FROM pairs JOIN totals USING (own_id) ORDER BY own_id, other_id
"""

_QUERIES = {
    "brands": _BRANDS,
    "providers": _PROVIDERS,
    "ranks_for": _RANKS_FOR,
    "recommends": _RECOMMENDS,
    "ignores": _IGNORES,
    "beliefs": _BELIEFS,
    "substitutes": _SUBSTITUTES,
}


@dataclass(frozen=True)
class Aggregates:
    """One list of rows per kind of edge, and the brands and providers they run between."""

    brands: list[Row]
    providers: list[Row]
    ranks_for: list[Row]
    recommends: list[Row]
    ignores: list[Row]
    beliefs: list[Row]
    substitutes: list[Row]
    co_mentions: list[Row]


def aggregate_window(window: Window) -> Aggregates:
    """Aggregate a window's answers.

    Counts are responses in R. `position` is the lower median of the ranks given, so a rank that
    was really given; `presence` and `belief_type` are the commonest, the stronger one of two that
    tie. `confidence` is the share of the brand's named states that install the belief.
    """
    with open_window(window) as db:
        found = {name: fetch_rows(db, sql) for name, sql in _QUERIES.items()}
        return Aggregates(**found, co_mentions=measure_co_mentions(db))
