"""Amounts are read with their currency, their range and what they are for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.entertainment.entities.facts.read_amounts import read_amounts
from onevice_assets.entertainment.entities.facts.read_money import read_money

AMOUNTS = [
    ("$275,000", 275000, 275000, "USD"), ("$50k–250k", 50000, 250000, "USD"),
    ("€1.2m", 1200000, 1200000, "EUR"),
    ("USD 300,000", 300000, 300000, "USD"), ("1.200,50 €", "1200.50", "1200.50", "EUR"),
    ("between £1,000 and £2,000", 1000, 2000, "GBP"), ("$300k+", 300000, None, "USD"),
    ("CA$50k", 50000, 50000, "CAD"), ("12 million dollars", 12000000, 12000000, "USD"),
    ("250 000 €", 250000, 250000, "EUR"), ("$1 million to $2 million", 1000000, 2000000, "USD"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high", "currency"), AMOUNTS)
def test_an_amount_is_read_in_any_usual_form(
    text: str, low: object, high: object, currency: str
) -> None:
    (found,) = read_amounts(f"It is {text} for all.")
    assert (found.low, found.currency) == (Decimal(str(low)), currency)
    assert found.high == (None if high is None else Decimal(str(high)))


@pytest.mark.parametrize(
    "text", ["from 3 to 5 people", "call 555-0100 at 6:00", "", "page 12", "-"]
)
def test_a_number_without_a_currency_is_no_money(text: str) -> None:
    assert not list(read_amounts(text))


def test_two_amounts_joined_by_and_stay_two() -> None:
    found = [(one.low, one.currency) for one in read_amounts("paid $5,000 and £200")]
    assert found == [(5000, "USD"), (200, "GBP")]


def test_one_budget_in_three_currencies_is_three_facts() -> None:
    found = list(read_money("Budget: USD 100,000 / EUR 90,000 / GBP 80,000"))
    assert [one.amount.currency for one in found] == ["USD", "EUR", "GBP"]
    assert {one.purpose for one in found} == {"totalBudget"}


@pytest.mark.parametrize(
    ("text", "purpose", "label"),
    [
        ("Total budget: $275,000", "totalBudget", "Total budget"),
        ("a day rate of $15,000", "dayRate", ""),
        ("She earns $1,500 per day", "dayRate", ""),
        ("Camera package ....... $12,500", "lineItem", "Camera package"),
        ("Contingency\t15000 EUR", "contingency", "Contingency"),
        ("Director fee (Ana Ruiz): $40,000", "compensation", "Director fee (Ana Ruiz)"),
        ("Post production | $35,000 | Net 30", "postProduction", "Post production"),
        (
            "Contingency is included in the total: $12,000",
            "contingency",
            "Contingency is included in the total",
        ),
        ("Contract price. The client pays a fixed price of $9,000.", "contractValue", ""),
        ("It cost $5.", "", ""),
    ],
)
def test_an_amount_is_told_what_it_is_for(text: str, purpose: str, label: str) -> None:
    (found,) = read_money(text)
    assert (found.purpose, found.label) == (purpose, label)


@given(st.text(st.sampled_from("$€£1234567890,.k mM-–to +USDand\n"), max_size=60))
def test_any_text_gives_amounts_that_lie_in_it_and_do_not_run_backwards(text: str) -> None:
    end = 0
    for one in read_amounts(text):
        assert end <= one.start < one.end <= len(text)
        assert one.high is None or one.low <= one.high
        end = one.end
