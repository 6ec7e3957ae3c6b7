"""Scripted quarters are what they say, and most of what was planted in one is learnt."""

from __future__ import annotations

import numpy as np
import pytest

from onevice_assets.campaigns.learnings.facts import read_facts
from onevice_assets.campaigns.learnings.learn import learn_from
from onevice_assets.campaigns.measuring.quarter import play
from onevice_assets.campaigns.measuring.score import believe_naively, score, sum_up
from onevice_assets.campaigns.measuring.world import VOLUMES, make_world


def test_the_same_seed_is_the_same_quarter_and_another_one_is_another() -> None:
    worlds = [make_world(seed, "ecommerce", VOLUMES["small"]) for seed in (1, 1, 2)]
    assert worlds[0] == worlds[1] != worlds[2]
    assert play(worlds[0]).equals(play(worlds[1]))


def test_a_quarter_has_what_makes_reports_hard() -> None:
    rows = play(make_world(3, "ecommerce", VOLUMES["small"]))
    days = rows.groupby(["date", "campaign_id", "demographic_id", "content_id"])["conversions"]
    assert (days.sum() == 0).mean() > 0.05
    sold = rows[rows["conversions"] == 1]["revenue"]
    assert sold.max() > 5 * sold.median()
    assert rows["time_slot"].isna().any() != rows["time_slot"].isna().all()
    week = rows.groupby(rows["date"].map(lambda day: day.isocalendar().week))["spend"].sum()
    assert week.max() > 1.3 * week.median()


def test_a_service_has_leads_and_no_revenue() -> None:
    facts = read_facts(play(make_world(4, "service", VOLUMES["small"])))
    assert facts.outcome == "conversions"
    assert facts.rows["revenue"].isna().all()


def test_with_enough_data_what_was_planted_is_learnt_and_little_else() -> None:
    world = make_world(5, "ecommerce", VOLUMES["large"])
    learned = learn_from(read_facts(play(world)), world.contents())
    signs = [int(np.sign(one.judged.lift or 0)) * one.judged.believed for one in learned]
    ours = sum_up(score(world, learned, signs))["all"]
    naive = sum_up(score(world, learned, believe_naively(learned)))["all"]
    assert ours["precision"] >= 0.9
    assert ours["recall"] >= 0.7
    assert naive["precision"] < ours["precision"]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_learning_with_the_wrong_sign_is_wrong(sign: int) -> None:
    world = make_world(6, "service", VOLUMES["small"])
    learned = learn_from(read_facts(play(world)), world.contents())
    rows = score(world, learned, [sign] * len(learned))
    for row in rows:
        assert row["is_right"] == (abs(row["truth"]) >= 0.05 and row["truth"] * sign > 0)
