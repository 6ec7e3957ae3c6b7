"""The same counts by plain pandas, the obvious way: what the marts are compared with.

Only three marts' counts, without shares, tests, ids and files. No code of the product uses this.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onevice_assets.tables import answers, marts
from resources.lake import Lake
from resources.table_schema import Table

if TYPE_CHECKING:
    import pandas as pd

_SCOPE = ["website_id", "day", "llm_provider"]
COUNTED = {
    marts.share_of_voice: ([*_SCOPE, "brand_id"], "mention_count"),
    marts.co_mentions: ([*_SCOPE, "brand_a_id", "brand_b_id"], "mention_count"),
    marts.substitution_patterns: (
        [*_SCOPE, "missing_brand_id", "substitute_brand_id"],
        "occurrence_count",
    ),
}


def count_by_pandas(lake: Lake, partitions: Sequence[str]) -> dict[Table, pd.Series]:
    """Count namings, pairs and substitutions of answers to unbranded prompts.

    Args:
        lake: read for answers and states.
        partitions: day × website keys.

    Returns:
        Counts above 0 by mart, each indexed by website, day, provider (or `all`) and brands.
    """
    said = _read(lake, answers.llm_responses, partitions, ["id", "is_branded", "llm_provider"])
    columns = ["llm_response_id", "website_id", "day", "brand_id", "presence"]
    states = _read(lake, answers.llm_brand_states, partitions, columns)
    states = states.merge(said[~said["is_branded"]], left_on="llm_response_id", right_on="id")
    named = states[states["presence"] != "ignored"]
    ignored = states[states["presence"] == "ignored"]
    recommended = states[states["presence"] == "recommended"]
    pairs = _beside(named, named, "brand_a_id", "brand_b_id")
    pairs = pairs[pairs["brand_a_id"] < pairs["brand_b_id"]]
    swaps = _beside(ignored, recommended, "missing_brand_id", "substitute_brand_id")
    found = (named, pairs, swaps)
    return {
        mart: _count(rows, key)
        for (mart, (key, _)), rows in zip(COUNTED.items(), found, strict=True)
    }


def compare_counts(
    lake: Lake, partitions: Sequence[str], counted: dict[Table, pd.Series]
) -> dict[str, int]:
    """Compare the counts with those of the published marts.

    Returns:
        `cells_compared` and `cells_that_differ`; a count that one side lacks is 0 there.
    """
    import pandas as pd

    told = {"cells_compared": 0, "cells_that_differ": 0}
    for mart, (key, name) in COUNTED.items():
        ours = lake.read(mart, partitions).set_index(key)[name]
        ours = ours[ours > 0]
        both = pd.concat([ours, counted[mart]], axis=1, keys=["ours", "theirs"]).fillna(0)
        told["cells_compared"] += len(both)
        told["cells_that_differ"] += int((both["ours"] != both["theirs"]).sum())
    return told


def _read(lake: Lake, table: Table, partitions: Sequence[str], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    files = [lake.uri(table, partition).removeprefix("file://") for partition in partitions]
    return pd.concat([pd.read_parquet(file, columns=columns) for file in files])


def _beside(one: pd.DataFrame, other: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """Every brand of the one beside every brand of the other in the same answer."""
    right = other[["llm_response_id", "brand_id"]].rename(columns={"brand_id": b})
    return one.rename(columns={"brand_id": a}).merge(right, on="llm_response_id")


def _count(rows: pd.DataFrame, key: list[str]) -> pd.Series:
    """Rows per key, under their own provider and under `all`."""
    import pandas as pd

    of_all = rows.assign(llm_provider="all")
    return pd.concat([rows.groupby(key).size(), of_all.groupby(key).size()])
