"""What is shared over clients holds for at least three of them, and names none."""

from __future__ import annotations

from typing import Any

import pytest

from onevice_assets.campaigns.learnings.pool_clients import Told, generalise, pool_clients


def _learning(lift: float = 0.5, error: float | None = 0.1, **changes: Any) -> dict[str, Any]:
    row = {
        "kind": "RESPONDS_TO",
        "start_name": "women 25-34",
        "end_name": "calm",
        "lift": lift,
        "lift_error": error,
    }
    return row | changes


def _told(lifts: list[float], industry: str | None = "Wellness", **changes: Any) -> list[Told]:
    return [
        Told(f"client-{n}", industry, "service", [_learning(lift, **changes)])
        for n, lift in enumerate(lifts)
    ]


def test_three_clients_who_agree_are_told_as_one_rule() -> None:
    (row,) = pool_clients("org", _told([0.5, 0.45, 0.55]))
    assert row["believed"]
    assert row["client_count"] == 3
    assert 0.2 < row["lower_bound"] < row["shrunk_lift"] < 0.6
    assert row["text"].startswith("In wellness, of clients who sell a service, the tone calm")


def test_two_clients_are_never_told() -> None:
    assert pool_clients("org", _told([0.5, 0.5])) == []


def test_many_audiences_of_one_client_are_one_client() -> None:
    many = [Told("one", "Wellness", "service", [_learning() for _ in range(9)])]
    assert pool_clients("org", [*many, *_told([0.5])]) == []


def test_clients_who_disagree_are_not_believed() -> None:
    (row,) = pool_clients("org", _told([0.9, -0.5, 0.4]))
    assert not row["believed"]
    assert row["text"].endswith("which may be chance.")


@pytest.mark.parametrize("changes", [{"industry": None}, {"error": None}])
def test_without_industry_or_estimate_nothing_is_pooled(changes: dict[str, Any]) -> None:
    assert pool_clients("org", _told([0.5, 0.5, 0.5], **changes)) == []


def test_industries_and_business_models_are_not_mixed() -> None:
    shop = [Told("shop", "Wellness", "ecommerce", [_learning()])]
    other = [Told("other", "Food", "service", [_learning()])]
    assert pool_clients("org", [*_told([0.5, 0.5]), *shop, *other]) == []


@pytest.mark.parametrize(
    ("audience", "general"),
    [
        ("women 25-34", "women 25-34"),
        ("Yoga-Loft VIPs, female, 65+", "women 65+"),
        ("male and female 18 - 24", "people 18-24"),
        ("Acme lookalikes", "people"),
    ],
)
def test_an_audience_is_told_by_age_and_gender_alone(audience: str, general: str) -> None:
    assert generalise(audience) == general
