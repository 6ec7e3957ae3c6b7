"""What is answered, of a client whose results were planted."""

from __future__ import annotations

import re
from typing import Any

import pytest

from onevice_assets.campaigns.decisions.answers import Question
from onevice_assets.campaigns.decisions.desk import Desk
from resources.errors import InputError, MissingDataError
from tests.onevice_assets.campaigns.decisions.market import LAST, named

pytestmark = pytest.mark.redis
UNTIL = LAST.isoformat()


def test_every_question_is_answered_as_it_was_planted(desk: Desk) -> None:
    """One graph for all: planting is what takes the time."""
    for ask in (
        _similar, _situations, _metrics, _chain, _balance, _cross_client, _unused, _gaps, _shifts,
        _refusals,
    ):  # fmt: skip
        ask(desk)


def _similar(desk: Desk) -> None:
    answer = desk.similar_content("calm-room.jpg", limit=3)
    assert (answer.source, answer.stale, answer.is_degraded) == ("both", False, False)
    found = answer.found
    assert found.method == "vectors"
    names = [one.filename for one in found.creatives]
    assert "calm-room.jpg" not in names
    assert set(names) == {"calm-window.jpg", "calm-unused.jpg", "old-calm.jpg"}
    (window,) = [one for one in found.creatives if one.filename == "calm-window.jpg"]
    assert set(window.shared) == {"Tone calm", "Aesthetic warm", "NarrativeElement shows_people"}
    assert window.spend == 300.0
    active = desk.similar_content("quiet room, soft light", limit=10, only_active=True)
    assert {one.status for one in active.found.creatives} == {"active"}


def _situations(desk: Desk) -> None:
    answer = desk.situations_like("calm pictures for women on instagram")
    (one,) = answer.found.situations
    assert (answer.source, one.outcome["roas"]) == ("vectors", 5.0)
    (again,) = desk.situations_like("Retreat").found.situations
    assert again.id == one.id
    assert again.similarity != one.similarity  # by the campaign's description, not its name


def _metrics(desk: Desk) -> None:
    whole = desk.exact_metrics()
    assert whole.source == "graph"
    assert whole.found.totals.days == 3 * 28
    assert whole.found.totals.spend == pytest.approx(28 * 60.0)
    assert [one.name for one in whole.found.campaigns] == ["Clearance", "Retreat", "Autumn"]
    week = desk.exact_metrics(campaign="Retreat", since="2026-11-09", until=UNTIL).found
    assert [one.name for one in week.by_day] == ["2026-11-10", "2026-11-13"]
    assert week.totals.cost_per_conversion == pytest.approx(10.0)
    assert week.totals.ctr == pytest.approx(0.04)
    none = desk.exact_metrics(since="2020-01-01", until="2020-01-02").found.totals
    assert (none.days, none.revenue, none.roas, none.ctr) == (0, None, None, None)
    content = desk.exact_metrics(content="calm-room.jpg").found
    assert content.totals.roas == pytest.approx(5.0)


def _chain(desk: Desk) -> None:
    newest = desk.attribution_chain().found.newest
    assert [one.kind for one in newest] == ["purchase", "lead"]
    lead = desk.attribution_chain(newest[1].id)
    assert not re.search(r"example|\bada\b|\b555\b", repr(lead), re.IGNORECASE)
    assert [(one.relationship, one.label) for one in lead.found.links] == [
        ("SUBMITTED", "WebsiteForm"),
        ("CAME_FROM", "Campaign"),
        ("CONVERTED_TO", "Customer"),
    ]
    links = desk.attribution_chain(newest[0].id).found.links
    by_model: dict[tuple[Any, ...], float] = {}
    for one in links:
        key = (one.model, one.label)
        by_model[key] = by_model.get(key, 0.0) + (one.share or 0.0)
    assert by_model == pytest.approx(
        {
            ("last_touch", "Campaign"): 1.0,
            ("last_touch", "Content"): 1.0,
            ("position_based", "Campaign"): 1.0,
        }
    )


def _balance(desk: Desk) -> None:
    found = desk.portfolio_balance().found
    dimensions = {one.by: one for one in found.dimensions}
    tones = {one.name: one for one in dimensions["Tone"].shares}
    assert tones["urgent"].spend_share == pytest.approx(900 / 1610, abs=1e-6)
    assert (tones["urgent"].use, tones["calm"].use, tones["playful"].use) == (
        "over",
        "even",
        "none",
    )
    assert tones["calm"].creatives == 3.0
    platforms = {one.name: one for one in dimensions["Platform"].shares}
    assert platforms["tiktok"].use == "under"
    assert platforms["instagram"].spend_share == pytest.approx(0.5)
    people = {one.name: one.spend_share for one in dimensions["Demographic"].shares}
    assert people == pytest.approx({"men 45-54": 0.5, "women 25-34": 0.5})
    assert dimensions["Demographic"].in_effect == pytest.approx(2.0)


def _cross_client(desk: Desk) -> None:
    answer = desk.cross_client_learnings()
    assert answer.source == "vectors"
    assert [one.text for one in answer.found.learnings] == ["Calm tones work for wellness."]
    assert not desk.cross_client_learnings(business_model="ecommerce").found.learnings


def _unused(desk: Desk) -> None:
    answer = desk.unused_content("New")
    names = [one.filename for one in answer.found.creatives]
    assert answer.source == "both"
    assert "old-calm.jpg" not in names
    assert answer.found.winners == ("calm-room.jpg", "calm-window.jpg")
    ran_well = desk.unused_content("Retreat").found.creatives
    assert ran_well[0].filename == "calm-unused.jpg"
    assert not ran_well[0].was_used
    assert ran_well[-1].filename in {"loud-unused.jpg", "loud-sale.jpg"}
    assert {one.filename for one in ran_well}.isdisjoint({"calm-room.jpg", "calm-window.jpg"})
    assert all(one.because for one in ran_well)


def _gaps(desk: Desk) -> None:
    gaps = desk.creative_gaps().found.gaps
    proven = [(one.attribute, one.audience) for one in gaps if one.kind == "proven"]
    assert proven == [("Aesthetic rustic", "men 45-54")]
    unshown = [(one.attribute, one.audience) for one in gaps if one.kind == "unshown"]
    assert unshown == [("Tone calm", "men 45-54")]
    untried = {one.attribute for one in gaps if one.kind == "untried"}
    assert "Tone playful" in untried
    assert untried.isdisjoint({"Tone calm", "Tone urgent", "Aesthetic rustic"})


def _shifts(desk: Desk) -> None:
    found = desk.budget_shifts(until=UNTIL).found
    assert found.measure == "revenue"
    assert [one.name for one in found.arms] == ["Retreat", "Autumn", "Clearance"]
    (first, *_) = found.shifts
    assert (first.giver.name, first.taker.name) == ("Clearance", "Retreat")
    assert first.usd_a_day == pytest.approx(1.33)  # a fifth of the 560 USD in 84 days of Retreat
    assert 0 < first.least_gain_a_day <= first.gain_a_day
    by_audience = desk.budget_shifts(by="audience", until=UNTIL, most_share=0.1).found
    assert {one.name for one in by_audience.arms} == {
        "instagram × women 25-34",
        "facebook × men 45-54",
    }
    assert all(one.usd_a_day <= 0.1 * one.giver.usd_a_day for one in by_audience.shifts)
    early = desk.budget_shifts(until="2026-08-30").found
    assert not early.shifts
    assert "4 weeks of spend and 30 conversions" in (early.refusal or "")


def _refusals(desk: Desk) -> None:
    for wrong in (
        lambda: desk.exact_metrics(campaign="Retreat", content="calm-room.jpg"),
        lambda: desk.exact_metrics(content="calm-room.jpg", since="2026-11-01"),
        lambda: desk.exact_metrics(since="yesterday"),
        lambda: desk.exact_metrics(since="2026-11-02", until="2026-11-01"),
        lambda: desk.unused_content("Nothing"),
        lambda: desk.similar_content(" "),
        lambda: desk.similar_content("calm", limit=0),
        lambda: desk.budget_shifts(most_share=0.9),
        lambda: desk.ask_stores(Question("unheard of")),
        lambda: desk.ask_stores(Question("gaps", {"colour": "red"})),
    ):
        with pytest.raises(InputError):
            wrong()
    with pytest.raises(MissingDataError, match="ask chain"):
        desk.attribution_chain(named(desk.client, "Lead", "nobody"))
