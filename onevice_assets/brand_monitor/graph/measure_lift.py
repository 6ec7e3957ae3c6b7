"""How much more often two brands stand together than chance would have it, and how sure that is.

    lift = P(both) / (P(a) P(b)) = X_ab N / (X_a X_b)

Answers to one topic resemble each other, so the unit of chance is the topic (`metrics.md`, "How
sure"). The interval is the linearised (delta method) one for a smooth function of totals under
cluster sampling: Woodruff 1971, "A simple method for approximating the variance of a complicated
estimate", JASA 66:411-414; Särndal, Swensson & Wretman 1992, section 5.5. With z_t the influence
of topic t on log lift,

    z_t = x_ab,t / X_ab - x_a,t / X_a - x_b,t / X_b + n_t / N
    Var(log lift) = T / (T - 1) * sum z_t²          over T topics

never below the same sum over single answers (a design effect below 1 is not believed), and the t
quantile of T - 1. Below 10 topics the interval is marked thin; with one topic there is none.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.graph.window_database import fetch_rows

if TYPE_CHECKING:
    import duckdb

LIFT_METHOD = "topic-linearised-t"
THIN_BELOW_TOPICS = 10
_LEVEL = 0.95
_DIGITS = 6

_PREPARE = """
CREATE TEMP TABLE n AS
    SELECT topic, llm_provider, count(*) AS n FROM r GROUP BY ALL
    UNION ALL SELECT topic, 'all', count(*) FROM r GROUP BY topic;
CREATE TEMP TABLE x AS
    SELECT brand_id, topic, llm_provider, count(*) AS x FROM s WHERE is_named GROUP BY ALL
    UNION ALL SELECT brand_id, topic, 'all', count(*) FROM s WHERE is_named
    GROUP BY brand_id, topic;
CREATE TEMP TABLE pair AS
    SELECT llm_provider, brand_a_id AS a, brand_b_id AS b,
           sum(mention_count)::BIGINT AS count,
           sum(rank_delta_abs_sum) / nullif(sum(ranked_pair_count), 0) AS avg_position_delta
    FROM co_mentions GROUP BY ALL HAVING sum(mention_count) > 0;
CREATE TEMP TABLE named_pair AS
    SELECT a.brand_id AS a, b.brand_id AS b, a.topic, a.llm_provider, count(*) AS x
    FROM s AS a JOIN s AS b ON a.id = b.id AND a.brand_id < b.brand_id
    WHERE a.is_named AND b.is_named GROUP BY ALL;
CREATE TEMP TABLE xx AS
    SELECT * FROM named_pair
    UNION ALL SELECT a, b, topic, 'all', sum(x) FROM named_pair GROUP BY ALL;
"""

_TOTALS = """
WITH total AS (
    SELECT llm_provider, sum(n) AS total, count(*) AS topics FROM n GROUP BY ALL
), one AS (SELECT llm_provider, brand_id, sum(x) AS total FROM x GROUP BY ALL),
joint AS (SELECT llm_provider, a, b, sum(x) AS total FROM xx GROUP BY ALL),
known AS (
    SELECT pair.*, joint.total AS x_ab, one.total AS x_a, two.total AS x_b,
           total.total AS n, total.topics
    FROM pair JOIN total USING (llm_provider) JOIN joint USING (llm_provider, a, b)
    JOIN one ON one.llm_provider = pair.llm_provider AND one.brand_id = a
    JOIN one AS two ON two.llm_provider = pair.llm_provider AND two.brand_id = b
), influence AS (
    SELECT known.llm_provider, known.a, known.b,
           coalesce(xx.x, 0) / known.x_ab - coalesce(xa.x, 0) / known.x_a
           - coalesce(xb.x, 0) / known.x_b + n.n / known.n AS z
    FROM known JOIN n USING (llm_provider)
    LEFT JOIN xx ON (xx.llm_provider, xx.topic, xx.a, xx.b)
        = (known.llm_provider, n.topic, known.a, known.b)
    LEFT JOIN x AS xa ON (xa.llm_provider, xa.topic, xa.brand_id)
        = (known.llm_provider, n.topic, known.a)
    LEFT JOIN x AS xb ON (xb.llm_provider, xb.topic, xb.brand_id)
        = (known.llm_provider, n.topic, known.b)
)
SELECT pair.*, known.x_ab, known.x_a, known.x_b, known.n, known.topics, spread.z2
FROM pair LEFT JOIN known USING (llm_provider, a, b)
LEFT JOIN (
    SELECT llm_provider, a, b, sum(z * z) AS z2 FROM influence GROUP BY ALL
) AS spread USING (llm_provider, a, b)
ORDER BY llm_provider, a, b
"""


def measure_co_mentions(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Sum the mart's pairs over the window and measure each pair's lift.

    Args:
        db: holds `r` (responses in R), `s` (their states) and `co_mentions` (the mart's rows).

    Returns:
        Rows with `a`, `b` (brand ids, a < b), `llm_provider` (or `all`), `count`,
        `avg_position_delta` (mean |rank difference|, null where never both ranked), `lift`,
        `lift_low`, `lift_high` (95 %) and `topic_count`.
    """
    db.execute(_PREPARE)
    found = fetch_rows(db, _TOTALS)
    shown = ("llm_provider", "a", "b", "count", "avg_position_delta")
    return [{**{name: row[name] for name in shown}, **_lift(row)} for row in found]


def measure_lift(
    x_ab: float, x_a: float, x_b: float, n: float, topics: int, z2: float
) -> tuple[float, float | None, float | None]:
    """Lift with its 95 % interval.

    Args:
        x_ab: responses that name both, above 0.
        x_a: responses that name the first.
        x_b: responses that name the second.
        n: responses in R.
        topics: distinct topics in R.
        z2: sum over topics of the squared influence on log lift (see the module).

    Returns:
        `(lift, low, high)`; the bounds are `None` with fewer than two topics.
    """
    lift = x_ab * n / (x_a * x_b)
    if topics < 2:
        return lift, None, None
    clustered = topics / (topics - 1) * z2
    half = _t_quantile(topics - 1) * math.sqrt(max(clustered, _answer_variance(x_ab, x_a, x_b, n)))
    return lift, lift * math.exp(-half), lift * math.exp(half)


def _answer_variance(x_ab: float, x_a: float, x_b: float, n: float) -> float:
    one_a, one_b = 1 / n - 1 / x_a, 1 / n - 1 / x_b
    return (
        x_ab * (1 / x_ab + one_a + one_b - 1 / n) ** 2
        + (x_a - x_ab) * one_a**2
        + (x_b - x_ab) * one_b**2
        + (n - x_a - x_b + x_ab) / n**2
    )


def _lift(row: dict[str, Any]) -> dict[str, Any]:
    if row["x_ab"] is None:
        return {"lift": None, "lift_low": None, "lift_high": None, "topic_count": 0}
    x_ab, x_a, x_b, n = (float(row[name]) for name in ("x_ab", "x_a", "x_b", "n"))
    found = measure_lift(x_ab, x_a, x_b, n, row["topics"], row["z2"])
    lift, low, high = (None if value is None else round(value, _DIGITS) for value in found)
    return {"lift": lift, "lift_low": low, "lift_high": high, "topic_count": row["topics"]}


@lru_cache(maxsize=256)
def _t_quantile(degrees: int) -> float:
    from scipy.special import stdtrit  # scipy.stats takes a second to load

    return float(stdtrit(degrees, (1 + _LEVEL) / 2))
