"""Hard cases 20 to 22 of the field notes: what a share is a share of.

Each one misled the users of some open tool on real data; 1 to 19 and 24 stand in the tests of the
stage brand_states, 23 in those of the control plane and of `onevice brand`.
"""

from __future__ import annotations

from typing import Any

from onevice_assets.tables import marts
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice.worlds import HAND, TRACKED, key


def shares(lake: Lake, name: str) -> dict[str, dict[str, Any]]:
    """Rows over all providers, by brand."""
    rows = lake.read_rows(marts.share_of_voice, key(name))
    return {row["brand_name"]: row for row in rows if row["llm_provider"] == "all"}


def test_20_questions_that_name_a_brand_do_not_count_for_it(published: Lake) -> None:
    row = shares(published, "hand")["Firefox"]
    neutral = [one for one in HAND if not one.is_branded]
    naming = [one for one in neutral if "Firefox" in one.states]
    assert (row["total_responses"], row["mention_count"]) == (len(neutral), len(naming))
    assert row["branded_mention_count"] == 1


def test_21_an_answer_that_names_nobody_is_no_loss_against_anybody(published: Lake) -> None:
    rows = shares(published, "hand")
    neutral = [one for one in HAND if not one.is_branded]
    informative = [one for one in neutral if one.states]
    for row in rows.values():
        assert row["informative_rate"] == len(informative) / len(neutral)
    mentions = {brand: sum(brand in one.states for one in informative) for brand in TRACKED}
    assert rows["Firefox"]["share"] == mentions["Firefox"] / sum(mentions.values())


def test_22_every_brand_is_measured_over_all_answers_and_a_new_rival_changes_no_rate(
    published: Lake,
) -> None:
    before, after = shares(published, "fewer"), shares(published, "hand")
    assert set(after) - set(before) == {"Safari"}
    for brand in before:
        same = ("total_responses", "mention_count", "mention_rate", "recommendation_rate")
        assert [after[brand][name] for name in same] == [before[brand][name] for name in same]
    assert len({row["total_responses"] for row in after.values()}) == 1
