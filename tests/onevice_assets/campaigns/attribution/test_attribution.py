"""Every purchase and lead is given away whole: to campaigns that are known, or to none."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.campaigns.attribution.tracing.attribute import Subject, attribute
from onevice_assets.campaigns.attribution.tracing.shares import UNITS, as_share, share_touches
from onevice_assets.tables.campaign_attribution import MODELS
from tests.onevice_assets.campaigns.attribution.shop import (
    AT,
    HERO,
    OWNER,
    SEARCH,
    SPRING,
    landing,
    order,
    read,
    read_form,
    run,
)

META = landing(utm_source="fb", utm_campaign="120210000001", utm_content="777001")
GOOGLE = landing(gclid="x", utm_campaign="555")
UNKNOWN = landing(utm_source="newsletter", utm_campaign="nobody knows")


def touch(days: float, campaign: str | None = "c", **changes: Any) -> dict[str, Any]:
    return {
        "occurred_at": AT - timedelta(days=days),
        "is_direct": False,
        "campaign_id": campaign,
        "content_id": None,
        "reason": None if campaign else "campaign_not_known",
        **changes,
    }


def shares(*touches: dict[str, Any], model: str, window: int = 30) -> dict[Any, float]:
    subject = Subject("purchase", "p", "ann", AT, 100.0, "USD", 100.0)
    rows = attribute(OWNER, [subject], {"ann": list(touches)}, timedelta(days=window))
    return {
        row["campaign_id"] or row["reason"]: row["share"] for row in rows if row["model"] == model
    }


@pytest.mark.parametrize(
    ("touches", "last", "position"),
    [
        ([], {"direct": 1.0}, {"direct": 1.0}),
        ([touch(1, "a")], {"a": 1.0}, {"a": 1.0}),
        ([touch(2, "a"), touch(1, "b")], {"b": 1.0}, {"a": 0.5, "b": 0.5}),
        ([touch(3, "a"), touch(2, "b"), touch(1, "c")], {"c": 1.0},
         {"a": 0.4, "b": 0.2, "c": 0.4}),
        ([touch(3, "a"), touch(2, "b"), touch(1, "a")], {"a": 1.0}, {"a": 0.8, "b": 0.2}),
        ([touch(2, "a"), touch(1, None)], {"campaign_not_known": 1.0},
         {"a": 0.5, "campaign_not_known": 0.5}),
        ([touch(2, "a"), touch(1, "b", is_direct=True)], {"a": 1.0}, {"a": 1.0}),
        ([touch(31, "a"), touch(30, "b")], {"b": 1.0}, {"b": 1.0}),
        ([touch(31, "a")], {"direct": 1.0}, {"direct": 1.0}),
        ([touch(1, "a"), touch(-1, "later")], {"a": 1.0}, {"a": 1.0}),
    ],
)  # fmt: skip
def test_touches_are_credited_by_model(
    touches: list[dict[str, Any]], last: dict[str, float], position: dict[str, float]
) -> None:
    assert shares(*touches, model="last_touch") == last
    assert shares(*touches, model="position_based") == pytest.approx(position, abs=1e-15)


@given(st.integers(1, 400), st.sampled_from(MODELS), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_shares_sum_to_exactly_one_in_any_order(touches: int, model: str, chance: Any) -> None:
    units = share_touches(model, touches)
    assert sum(units) == UNITS
    assert min(units) >= 0
    some = [as_share(one) for one in units]
    chance.shuffle(some)
    total = 0.0
    for one in some:
        total += one
    assert total == 1.0


@given(st.integers(3, 400))
@settings(max_examples=25)
def test_a_rounded_share_is_off_by_less_than_anybody_sees(touches: int) -> None:
    units = share_touches("position_based", touches)
    exact = [Fraction(2, 5), *[Fraction(1, 5) / (touches - 2)] * (touches - 2), Fraction(2, 5)]
    assert all(
        abs(Fraction(one, UNITS) - other) < Fraction(1, 2**51)
        for one, other in zip(units, exact, strict=True)
    )


_SITES = st.sampled_from([None, META, GOOGLE, UNKNOWN, "/mats", landing(msclkid="1")])
_ORDERS = st.lists(
    st.tuples(_SITES, st.integers(1, 3), st.integers(0, 40), st.integers(0, 99_999)), max_size=8
)


@given(_ORDERS)
@settings(max_examples=20)
def test_all_of_every_purchase_is_given_away_and_no_more(orders: Any) -> None:
    rows = []
    for number, (site, person, days, cents) in enumerate(orders, start=1):
        moment = (AT - timedelta(days=days)).isoformat()
        changes = {"created_at": moment, "updated_at": moment, "landing_site": site}
        email, total = f"p{person}@x.com", f"{cents / 100:.2f}"
        rows.append(read(order(number, email=email, customer=None, total_price=total, **changes)))
    made = run(*rows)
    given_away: defaultdict[Any, float] = defaultdict(float)
    for row in made["attributions"]:
        assert (row["campaign_id"] is None) == (row["reason"] is not None)
        given_away[(row["purchase_id"], row["model"])] += row["share"]
    wanted = {(row["id"], model): 1.0 for row in made["purchases"] for model in MODELS}
    assert dict(given_away) == wanted
    for model in MODELS:
        earned = sum(row["revenue"] for row in made["attributions"] if row["model"] == model)
        assert earned == pytest.approx(sum(row["net_total"] for row in made["purchases"]))


def test_a_purchase_is_credited_to_the_form_that_came_before() -> None:
    form = read_form(
        {"email": "ann@example.com", "submitted_at": "2026-11-10T10:00Z",
         "page_url": f"https://loft.com{META}"}
    )  # fmt: skip
    rows = run(form, read(order(landing_site=GOOGLE)))
    credited = {
        (row["subject"], row["model"], row["campaign_id"]): (row["share"], row["content_id"])
        for row in rows["attributions"]
    }
    assert credited == {
        ("lead", "last_touch", SPRING["id"]): (1.0, HERO["id"]),
        ("lead", "position_based", SPRING["id"]): (1.0, HERO["id"]),
        ("purchase", "last_touch", SEARCH["id"]): (1.0, None),
        ("purchase", "position_based", SPRING["id"]): (0.5, HERO["id"]),
        ("purchase", "position_based", SEARCH["id"]): (0.5, None),
    }
    (lead,) = rows["leads"]
    assert (lead["source_campaign"], lead["campaign_id"]) == ("Spring Sale 2026", SPRING["id"])


def test_parameters_in_note_attributes_count_once_beside_the_same_address() -> None:
    notes = [
        {"name": "utm_source", "value": "fb"},
        {"name": "utm_campaign", "value": "120210000001"},
        {"name": "colour", "value": "green"},
    ]
    rows = run(read(order(note_attributes=notes)))
    assert [row["campaign_id"] for row in rows["touches"]] == [SPRING["id"]]
    first = landing(utm_source="google", utm_campaign="555")
    visit = [{"name": "first_landing_page", "value": f"https://loft.com{first}"}]
    both = run(read(order(landing_site=META, note_attributes=visit)))
    assert {row["campaign_id"] for row in both["touches"]} == {SPRING["id"], SEARCH["id"]}
