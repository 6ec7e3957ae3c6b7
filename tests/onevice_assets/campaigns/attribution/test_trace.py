"""Who is one, what they bought, and what led there: the same however deliveries came."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from onevice_assets.campaigns.attribution.people.join_people import Sign, join_people
from onevice_assets.campaigns.attribution.tracing.landing import Landing, read_landing
from tests.onevice_assets.campaigns.attribution.shop import (
    AT,
    CAMPAIGNS,
    HERO,
    SEARCH,
    SPRING,
    ad,
    campaign,
    landing,
    order,
    read,
    read_form,
    refund,
    run,
)


def only(rows: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = rows
    return row


def test_deliveries_in_any_order_give_the_same_rows() -> None:
    paid = {"financial_status": "partially_refunded", "updated_at": "2026-11-20T11:00:00Z"}
    bodies = [
        order(),
        order(**paid, refunds=[refund(5, "30.00")]),
        refund(5, "30.00"),
        order(2, cancelled_at="2026-11-20T12:00:00Z"),
        order(3, test=True),
    ]
    rows = [read(body, at=AT + timedelta(minutes=n)) for n, body in enumerate(bodies)]
    first = run(*rows)
    assert all(run(*some) == first for some in list(permutations(rows))[::7])
    assert run(*rows, *rows) == first, "replays change nothing"
    told = {row["external_id"]: row for row in first["purchases"]}
    assert (told["1"]["status"], told["1"]["net_total"]) == ("partially_refunded", 70.0)
    assert [told[one]["is_counted"] for one in "123"] == [True, False, False]
    assert only(first["customers"])["total_purchases"] == 1


def test_an_update_that_came_before_the_order_stands() -> None:
    late = read(order(total_price="80.00", updated_at="2026-11-20T11:00:00Z"))
    early = read(order(), at=AT + timedelta(hours=1))
    assert only(run(late, early)["purchases"])["order_total"] == 80.0


def test_of_two_states_of_one_second_the_one_further_on_stands() -> None:
    states = [order(), order(financial_status="pending"), order(financial_status="refunded")]
    for some in permutations(read(one) for one in states):
        assert only(run(*some)["purchases"])["status"] == "refunded"


def test_a_refund_whose_order_is_not_there_yet_waits() -> None:
    alone = read(refund(5, "30.00"))
    assert run(alone)["purchases"] == []
    assert only(run(alone, read(order()))["purchases"])["net_total"] == 70.0


def test_a_refund_lowers_what_is_attributed() -> None:
    site = landing(utm_source="facebook", utm_campaign="spring_sale-2026")
    rows = run(read(order(landing_site=site)), read(refund(5, "30.00")))
    assert {(row["campaign_id"], row["revenue"]) for row in rows["attributions"]} == {
        (SPRING["id"], 70.0)
    }


def test_more_paid_back_than_ordered_is_told_and_leaves_nothing() -> None:
    row = only(run(read(order()), read(refund(5, "130.00")))["purchases"])
    assert (row["net_total"], row["refunded"]) == (0.0, 130.0)
    assert "more was paid back" in row["notes"]


def test_an_order_that_was_deleted_does_not_count() -> None:
    rows = run(read(order()), read({"id": 1}))
    assert only(rows["purchases"])["status"] == "deleted"
    assert rows["attributions"] == []


def test_other_currencies_are_not_made_dollars() -> None:
    euros = read(order(currency="EUR"))
    shown = read(
        order(2, currency="EUR", total_price_set={
            "presentment_money": {"amount": "110.00", "currency_code": "USD"}
        })
    )  # fmt: skip
    rows = run(euros, shown, read(refund(5, "11.00", 2)))
    told = {row["external_id"]: row for row in rows["purchases"]}
    assert (told["1"]["order_total"], told["1"]["order_total_usd"]) == (100.0, None)
    assert (told["2"]["net_total"], told["2"]["net_total_usd"]) == (90.0, 99.0)
    customer = only(rows["customers"])
    assert (customer["total_revenue"], customer["total_revenue_shop"]) == (None, 190.0)


def test_a_refund_in_a_currency_nobody_knows_is_told() -> None:
    row = only(run(read(order()), read(refund(5, "30.00", currency="JPY")))["purchases"])
    assert row["net_total"] == 100.0
    assert "not taken off" in row["notes"]


def test_one_address_in_two_cases_is_one_customer() -> None:
    shouted = order(2, email="ANN@Example.com", customer={"id": 10, "email": "ANN@Example.com"})
    rows = run(read(order()), read(shouted))
    customer = only(rows["customers"])
    assert (customer["total_purchases"], customer["total_revenue"]) == (2, 200.0)
    assert json.loads(customer["shop_ids"]) == ["10", "9"]


def test_an_order_of_nobody_is_a_purchase_of_nobody() -> None:
    rows = run(read(order(customer=None, email=None)))
    assert rows["customers"] == []
    assert only(rows["purchases"])["customer_id"] is None
    assert {row["reason"] for row in rows["attributions"]} == {"direct"}


def test_a_lead_who_buys_is_the_same_person() -> None:
    form = read_form({"name": "A", "email": "ann@EXAMPLE.com", "submitted_at": "2026-11-01T10:00Z"})
    rows = run(form, read(order()))
    lead, customer = only(rows["leads"]), only(rows["customers"])
    assert lead["customer_id"] == customer["id"]
    assert lead["converted_at"] == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert only(rows["website_forms"])["lead_id"] == lead["id"]


def test_nobody_is_joined_by_name_and_a_shared_number_joins_nobody() -> None:
    signs = [
        Sign("1", AT, email="ann@x.com", phone="+15556251199"),
        Sign("2", AT, email="bob@x.com", phone="+15556251199"),
        Sign("3", AT, phone="+15556251199"),
        Sign("4", AT, phone="+4930123456"),
        Sign("5", AT, email="cem@x.com", phone="+4930123456"),
        Sign("6", AT),
        Sign("7", AT),
    ]
    keys = join_people(signs)
    assert keys[3] == keys[4]
    assert len(set(keys)) == 6


def test_the_number_of_the_shop_joins_two_addresses() -> None:
    first, second = Sign("1", AT, "ann@x.com", None, "9"), Sign("2", AT, "ann@y.com", None, "9")
    assert join_people([second, first]) == ["email:ann@x.com"] * 2


@pytest.mark.parametrize(
    ("told", "campaign_id", "matched_by", "reason"),
    [
        ({"utm_source": "fb", "utm_id": "120210000001"}, SPRING["id"], "id", None),
        ({"utm_source": "fb", "utm_campaign": "120210000001"}, SPRING["id"], "id", None),
        ({"utm_source": "ig", "utm_campaign": "SPRING sale_2026"}, SPRING["id"], "name", None),
        ({"utm_source": "news", "utm_campaign": "Spring Sale 2026"}, SPRING["id"], "name", None),
        ({"utm_source": "fb", "utm_content": "777001"}, SPRING["id"], "ad", None),
        ({"gclid": "x", "utm_campaign": "brand search"}, SEARCH["id"], "name", None),
        ({"utm_source": "google", "utm_campaign": "spring sale 2026"}, None, None,
         "campaign_not_known"),
        ({"utm_source": "fb", "utm_campaign": "Spring Sale"}, None, None, "campaign_not_known"),
        ({"msclkid": "x", "utm_campaign": "brand search"}, None, None, "network_not_read"),
        ({"fbclid": "x"}, None, None, "no_campaign_named"),
        ({}, None, None, "direct"),
        ({"ref": "abc"}, None, None, "direct"),
    ],
)  # fmt: skip
def test_a_campaign_is_found_by_what_names_it_or_told_unknown(
    told: dict[str, str], campaign_id: str | None, matched_by: str | None, reason: str | None
) -> None:
    found = CAMPAIGNS.find(read_landing(landing(**told), None) or Landing())
    assert (found.campaign_id, found.matched_by, found.reason) == (campaign_id, matched_by, reason)


def test_two_campaigns_of_one_name_are_told_and_none_is_chosen() -> None:
    from onevice_assets.campaigns.attribution.tracing.find_campaign import Campaigns

    twins = Campaigns([campaign("Sale", "1"), campaign("SALE", "2", "instagram")])
    assert twins.find(Landing(utm_campaign="sale")).reason == "several_campaigns"
    assert twins.find(Landing(utm_campaign="2")).matched_by == "id"


@pytest.mark.parametrize("named", ["777001", "ad 777001", "hero_mat.mp4", "Hero-Mat", HERO["id"]])
def test_a_creative_is_found_by_its_ad_or_its_file(named: str) -> None:
    told = Landing(utm_source="fb", utm_campaign="120210000001", utm_content=named)
    assert CAMPAIGNS.find(told).content_id == HERO["id"]


def test_an_ad_of_another_campaign_shows_nothing_here() -> None:
    from onevice_assets.campaigns.attribution.tracing.find_campaign import Campaigns

    campaigns = Campaigns([SPRING, SEARCH], [ad(SEARCH, "777001", HERO["id"])])
    told = Landing(utm_campaign="120210000001", utm_content="777001")
    assert campaigns.find(told).content_id is None


@pytest.mark.parametrize(
    ("address", "referrer", "found"),
    [
        (None, None, None),
        ("/", None, Landing(page="/")),
        ("https://[bad", None, None),
        ("/x?utm_campaign=%3Cb%3Ea%0Ab%3C%2Fb%3E", None, Landing("/x", utm_campaign="<b>a b</b>")),
        ("/x?a=1&amp;utm_term=t", None, Landing("/x", utm_term="t")),
        ("/x?UTM_Source=FB&utm_source=b", None, Landing("/x", utm_source="FB")),
        ("/x?email=ann@x.com&gclid=9", None, Landing("/x", click_ids=("gclid",))),
        ("/x?" + "&".join(["a=1"] * 300), None, None),
        ("https://www.loft.com/a", "https://loft.com/b", Landing("loft.com/a")),
        ("/a", "https://www.google.com/", Landing("/a", "google.com")),
        ("/a", "https://loft.myshopify.com/cart", Landing("/a")),
    ],
)
def test_of_an_address_only_what_tells_the_origin_is_kept(
    address: str | None, referrer: str | None, found: Landing | None
) -> None:
    assert read_landing(address, referrer) == found


def test_a_flood_of_orders_is_each_counted_once() -> None:
    site = landing(utm_source="fb", utm_campaign="120210000001")
    rows = [
        read(order(n, email=f"p{n % 100}@x.com", customer=None, landing_site=site))
        for n in range(1, 401)
    ]
    made = run(*rows, *rows)
    assert {row["total_purchases"] for row in made["customers"]} == {4}
    assert len(made["customers"]) == 100
