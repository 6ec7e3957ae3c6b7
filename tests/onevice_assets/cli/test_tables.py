"""Every table that a command prints, with the widest rows it meets, on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console

from onevice_assets.cli import (
    brand_changes,
    documents,
    drift,
    findings,
    look,
    output,
    sagas,
    simulations,
    spend,
)
from onevice_assets.cli.output import print_rows

SITE = "north-american-retail.shop.example-brand.com"
BRAND = "Société Générale Corporate & Investment Banking"
ID = "018f3c6e-7b1a-7c3d-9e2f-1a2b3c4d5e6f"
AT = datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)
COUNTS = {"lake_rows": 12_345, "store_rows": 12_340, "missing": 7, "too_many": 2, "changed": 1_204}
MONEY = dict.fromkeys(("estimated_usd", "cost_usd", "open_usd"), Decimal("1234.567891"))
SENTENCE = "The run before it failed: the provider did not answer within 60 s, four times."
STORE = {
    "store": "postgres",
    "state": "not started",
    "latency_ms": 1234.5,
    "version": "PostgreSQL 16.2",
    "address": f"postgres.{SITE}:5432/onevice",
}
TABLES: dict[str, tuple[Sequence[str], dict[str, Any]]] = {
    "alerts": (
        ("brand", "role", "measure", "verdict", "from", "to", "q_value", "before"),
        {
            "brand": BRAND,
            "role": "competitor",
            "measure": "recommendation_rate",
            "verdict": "inconclusive",
            "from": "100 %",
            "to": "33 %",
            "q_value": 0.049,
            "before": "inconclusive 2026-11-20",
        },
    ),
    "brand changes": (
        brand_changes._COLUMNS,
        {
            "brand": BRAND,
            "before": "133 recommended, 21 mentioned, 4 ignored",
            "after": "not read",
            "answers_affected": 158,
            "share_of_voice": "33 % → 44 % (+10.7)",
            "decision": f"merged into {BRAND}",
        },
    ),
    "brands": (
        ("name", "role", "relationship_type", "aliases", "match"),
        {
            "name": BRAND,
            "role": "competitor",
            "relationship_type": "indirect_competitor",
            "aliases": "SocGen, SG CIB, Société Générale CIB",
            "match": "case_sensitive, with: bank, loan",
        },
    ),
    "budgets": (
        ("whose", "per", "limit_usd", "spent_usd"),
        {"whose": SITE, "per": "month", "limit_usd": Decimal(9999), "spent_usd": Decimal("0.001")},
    ),
    "documents": (
        documents._SHOWN,
        {
            "filename": "2026-11-21_Treatment_Director's Cut_final_v12 (signed).pdf",
            "type": "Creative Treatment",
            "type_confidence": 0.987,
            "language": "en",
            "page_count": 120,
            "version": "v12",
            "status": "processed",
        },
    ),
    "drift": (drift._COLUMNS, {"store": "graph", "partition": f"2026-11-21|{SITE}",
                               "table": "substitution_patterns", **COUNTS}),
    "sagas": (sagas._COLUMNS, {"saga": ID, "state": "compensating", "begun": "2026-11-21 23:59",
                               "took": "12 min 3 s"}),
    "shares": (
        look._SHOWN["share_of_voice"],
        {
            "brand_name": BRAND,
            "llm_provider": "openai-search",
            "mention_count": 1_000,
            "total_responses": 1_000,
            "mention_rate": 0.618,
            "share": 0.333,
            "recommendation_rate": 66.667,
        },
    ),
    "shares of periods": (
        look._SHOWN_OF_PERIODS,
        {
            "period_start": AT.date(),
            "period_end": AT.date(),
            "brand_name": BRAND,
            "llm_provider": "openai-search",
            "day_count": 28,
            "mention_count": 1_000,
            "total_responses": 1_000,
            "mention_rate": 0.618,
            "share": 0.333,
        },
    ),
    "simulations": (
        simulations._COLUMNS,
        {
            "website": SITE,
            "kind": "simulation",
            "day": AT.date(),
            "state": "completed",
            "progress": "1000 of 1000",
            "since": "2026-11-21 23:59",
            "why": SENTENCE,
        },
    ),
    "spend": (
        ("website", *spend._SHOWN),
        {"website": SITE, "calls": 12_345, "failed": 12, "open": 3, "reused": 1_000, **MONEY},
    ),
    "stores": (("store", "state", "latency_ms", "version", "address"), STORE),
    "users": (
        ("email", "name", "role", "is_active", "last_login_at"),
        {
            "email": f"analytics@{SITE}",
            "name": "Anne-Sophie de la Rochefoucauld",
            "role": "analyst",
            "is_active": True,
            "last_login_at": AT,
        },
    ),
    "websites": (
        ("key", "url", "source", "status", "last_scraped_at"),
        {
            "key": SITE,
            "url": f"https://{SITE}/en-us/",
            "source": "crawl",
            "status": "completed",
            "last_scraped_at": AT,
        },
    ),
}  # fmt: skip


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Console:
    """What commands print to, 80 characters wide."""
    console = Console(width=80, record=True)
    for module in (output, findings):
        monkeypatch.setattr(module, "console", console)
    return console


@pytest.mark.parametrize("name", TABLES)
def test_a_table_stays_within_80_columns_and_shows_every_word(name: str, printed: Console) -> None:
    columns, row = TABLES[name]
    assert set(columns) == set(row), "the row is that of another table"
    print_rows(name, [row, row], columns)
    told = printed.export_text()
    assert max(map(len, told.splitlines())) <= 80
    assert "…" not in told
    words = [word for one in row.values() for word in output.cell(one).split()]
    assert [word for word in words if word not in told] == []


def test_what_a_run_found_stays_within_80_columns(
    printed: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = list[str]()
    monkeypatch.setattr(findings, "say", said.append)
    brand = {
        "brand": BRAND,
        "role": "own",
        "mention_count": 1_200,
        "total_responses": 1_250,
        "mention_rate": 0.96,
        "share_of_voice": 1.0,
        "recommendation_rate": None,
        "first_positions": 1_199,
    }
    findings.print_findings(
        {
            "website": SITE,
            "day": "2026-11-21",
            "answers": 1_250,
            "branded_answers": 0,
            "models": ["openai:gpt-5.6-luna"],
            "is_demonstration": False,
            "cost_usd": 0.5,
            "brands": [brand, {**brand, "role": "competitor", "recommendation_rate": 66.7}],
            "report": "report.html",
        }
    )
    lines = printed.export_text().splitlines()
    assert max(map(len, lines)) <= 80
    text = " ".join(" ".join(lines).split())
    assert "…" not in text
    for told in ("(you)", "1200 of 1250", "96 %", "100 %", "67 %", "–", "1199"):
        assert told in text
