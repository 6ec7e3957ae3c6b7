"""What people decide: which websites are watched, what a name means, which model is asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.drills.month.calendar import DAILY_AT, MARKET, OWN, ZONES, Month
from tests.drills.month.provider import TIMEOUT_S

PROVIDERS = ("alpha", "beta", "gamma")
MODELS = {"alpha": ("alpha-1",), "beta": ("beta-1", "beta-2"), "gamma": ("gamma-1",)}
# USD per million tokens sent and answered, and per request
PRICES = {
    "alpha-1": ("0.15", "0.60", "0"),
    "beta-1": ("1.10", "4.40", "0.0001"),
    "beta-2": ("0.90", "3.70", "0.0001"),
    "gamma-1": ("0.075", "0.30", "0"),
}


def write_rows(folder: Path, *, is_replaced: bool) -> None:
    """Write the three rows of providers and their prices, where ONEVICE_… says."""
    rows, prices = [], []
    for name in PROVIDERS:
        url = (folder / f"{name}.url").read_text("utf-8")
        model = MODELS[name][-1 if is_replaced else 0]
        rows.append(
            f'[providers.{name}]\nbase_url = "{url}"\ndefault_model = "{model}"\n'
            f"concurrency = 8\ntimeout_s = {TIMEOUT_S}\nanswer_tokens = 400\n"
        )
    for model, (sent, answered, request) in PRICES.items():
        prices.append(
            f'[[models]]\nprovider = "{model.partition("-")[0]}"\nmodel = "{model}"\n'
            f"input_usd = {sent}\noutput_usd = {answered}\nrequest_usd = {request}\n"
            "read_on = 2027-03-01\n"
        )
    (folder / "providers.toml").write_text("\n".join(rows + prices), "utf-8")


def price(model: str, sent: int, answered: int) -> Decimal:
    """What a provider charges for a call, USD; its own arithmetic, not the platform's."""
    per_sent, per_answered, request = map(Decimal, PRICES[model])
    return (sent * per_sent + answered * per_answered) / 1_000_000 + request


def decide(month: Month, resources: Any, folder: Path, now: datetime) -> None:
    """Do what is to be decided at an hour of the month; nothing at most of them."""
    from resources.control_plane import brands

    for number in range(month.websites):
        if month.website_comes(number) == now:
            watch(resources["control"], number)
    if month.name_is_decided == now:
        with resources["control"].begin() as db:
            brands.add_alias(db, brands.find(db, "Firefox"), "Quantum", actor="drill")
    if month.model_is_replaced == now:
        write_rows(folder, is_replaced=True)


def watch(control: Any, number: int) -> None:
    """Add a website in an organization of its own, with its hours, brands and budget."""
    from resources.control_plane import brands, budgets, hours, websites

    organization = f"market-{number}"
    with control.begin() as db:
        site = websites.add(db, url="http://demo.test/", organization=organization, actor="drill")
        hours.set_hours(db, organization, timezone=ZONES[number], daily_at=DAILY_AT, actor="drill")
        brands.track(db, site.id, OWN[number], "own", actor="drill")
        for brand in MARKET[:4]:
            if brand != OWN[number]:
                brands.track(db, site.id, brand, "competitor", actor="drill")
        budgets.set_limit(
            db, site.organization_id, period="day", limit_usd=Decimal(5), actor="drill"
        )


_ANALYSIS = {
    "industry": "Web browsers",
    "business_model": "b2c",
    "location": None,
    "primary_offerings": [
        {"name": "Firefox", "kind": "product", "category": "web browser", "description": "Fast."}
    ],
    "value_propositions": [],
    "target_markets": [],
    "competitors_mentioned": [],
}


def write_stages(folder: Path) -> None:
    """Write what a model says before any day is asked, where the provider looks for it."""
    (folder / "stages.json").write_text(json.dumps(list_stages()), "utf-8")


def list_stages() -> dict[str, str]:
    """What a model says before any day is asked, by words of what it is asked.

    Business, customers, the turns of their conversations, and their topics; each keeps to the
    schema that is sent along.
    """
    from onevice_assets.brand_monitor.audience.analysis import Analysis
    from onevice_assets.brand_monitor.audience.write_profiles import write

    known = Analysis.model_validate(
        {name: value for name, value in _ANALYSIS.items() if name != "location"}
    )
    said = {
        "Describe the business": _ANALYSIS,
        "Describe five ideal": {"icps": [one.model_dump() for one in write(known)]},
        "write the first question": {"conversations": _questions(range(1, 11))},
        "Give the ten different conversations": {"conversations": _topics(range(10))},
    }
    return {match: json.dumps(value, default=str) for match, value in said.items()}


def _questions(numbers: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "primary": f"Which programs for the web are good? ({number})",
            "follow_up": "Which of them is the best?",
            "clarification": None,
        }
        for number in numbers
    ]


def _topics(numbers: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {"topic": f"Choosing well, {n}", "context": "At home.", "expected_outcome": "Has a plan."}
        for n in numbers
    ]
