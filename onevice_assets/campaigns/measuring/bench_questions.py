"""How long each question takes; in full of 2,000 creatives, 300 campaigns, 90 days of each.

A client that exists nowhere else is written to the graph and the vectors, asked, and taken away.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from onevice_assets.campaigns.decisions.desk import Desk
from onevice_assets.campaigns.memory.brand_memory import BrandMemory
from onevice_assets.campaigns.model.shared import SHARED
from onevice_assets.campaigns.projections.arrow_rows import from_tables, to_tables
from onevice_assets.campaigns.projections.write_memory import replace_memory
from resources.control_plane.campaign_clients import Client
from resources.identity import derived_id, new_id, text_hash
from resources.migrations.vectors import VectorMigrations
from resources.migrations.vectors.declared import CAMPAIGNS, collection
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Entry, Place

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Figures = dict[str, Any]
_LAST: Final = date(2026, 11, 15)
_AUDIENCES: Final = 10
_WORDS: Final = ("quiet", "room", "light", "candle", "street", "red", "sale", "people", "table")


@dataclass(frozen=True)
class Amounts:
    """How much there is, and how often each question is asked."""

    creatives: int
    campaigns: int
    days: int
    rounds: int


SMALL, FULL = Amounts(500, 60, 30, 10), Amounts(2_000, 300, 90, 50)


def bench_questions(resources: Mapping[str, Any], amounts: Amounts = SMALL) -> Figures:
    """Measure every question, in milliseconds.

    Args:
        resources: by name, those of a run.
        amounts: how much.
    """
    client = Client(
        new_id(), new_id(), "bench", f"bench.{new_id()}", "bench", "Bench", "ecommerce",
        "wellness", datetime.now(UTC),
    )  # fmt: skip
    rows = make_rows(client, amounts)
    begun = time.perf_counter()
    with remembered(resources, client, rows):
        written = time.perf_counter() - begun
        desk = Desk(client, resources)
        told = {name: _time(ask, amounts.rounds) for name, ask in _questions(desk, rows).items()}
    return {
        **told,
        "nodes": sum(len(rows[name]) for name in ("Content", "Campaign", "Performance")),
        "seconds to write them": round(written, 1),
        "rounds": amounts.rounds,
        "load of the machine (1 min)": round(os.getloadavg()[0], 2),
        "processors": os.cpu_count(),
    }


def _questions(desk: Desk, rows: Rows) -> dict[str, Callable[[int], object]]:
    files = [one["filename"] for one in rows["Content"]]
    names = [one["name"] for one in rows["Campaign"]]
    until = _LAST.isoformat()
    month = (_LAST - timedelta(days=27)).isoformat()
    return {
        "similar": lambda n: desk.similar_content(files[n % len(files)]),
        "situations": lambda n: desk.situations_like(f"{_WORDS[n % len(_WORDS)]} on tiktok"),
        "metrics of the client": lambda _: desk.exact_metrics(),
        "metrics of the client, 28 days": lambda _: desk.exact_metrics(since=month, until=until),
        "metrics of a campaign": lambda n: desk.exact_metrics(campaign=names[n % len(names)]),
        "metrics of a creative": lambda n: desk.exact_metrics(content=files[n % len(files)]),
        "chain": lambda _: desk.attribution_chain(rows["Purchase"][0]["id"]),
        "balance": lambda _: desk.portfolio_balance(),
        "cross-client": lambda _: desk.cross_client_learnings(),
        "unused": lambda n: desk.unused_content(names[n % len(names)]),
        "gaps": lambda _: desk.creative_gaps(),
        "shifts": lambda _: desk.budget_shifts(until=until),
    }


def _time(ask: Callable[[int], object], rounds: int) -> Figures:
    ask(0)  # connections and plans
    taken = []
    for number in range(rounds):
        begun = time.perf_counter()
        ask(number)
        taken.append((time.perf_counter() - begun) * 1000)
    tenths = statistics.quantiles(taken, n=10, method="inclusive")
    return {"p50 ms": round(tenths[4], 1), "p90 ms": round(tenths[8], 1)}


@contextmanager
def remembered(resources: Mapping[str, Any], client: Client, rows: Rows) -> Iterator[None]:
    """A client's rows in the graph and in the vectors, until the end."""
    try:
        _write(resources, client, rows)
        yield
    finally:
        _write(resources, client, {})


def _write(resources: Mapping[str, Any], client: Client, rows: Rows) -> None:
    tables = to_tables(client.id, client.organization_id, rows)
    with resources["graph"].session() as session:
        memory = BrandMemory(session, client.id)
        replace_memory(memory, client.organization_id, from_tables(client.id, tables))
    model = resources["embeddings"]
    embedder = model.open_for_organization(resources["control"], resources["objects"], client.id)
    entries = [
        Entry(
            one["id"], one["description"], text_hash(one["description"]),
            {"status": one["status"], "sort": one["sort"], "filename": one["filename"]},
        )
        for one in rows.get("Content", ())
    ]  # fmt: skip
    with resources["vectors"].open() as index:
        VectorMigrations(index, model.model, model.dimensions).up()
        of = collection(f"{CAMPAIGNS}content-essence", model.model, model.dimensions)
        replace_place(index, of, Place(client.id, client.id), entries, embedder)


def make_rows(client: Client, amounts: Amounts) -> Rows:
    """Everything of a client, drawn with a fixed seed.

    Args:
        client: whose.
        amounts: how much.
    """
    draw = random.Random(20261122)
    rows: Rows = _make_creatives(client, amounts, draw)
    rows["Demographic"] = [
        {"id": _named(client, "audience", n), "name": f"audience {n}"} for n in range(_AUDIENCES)
    ]
    for name in ("Campaign", "Performance", "TARGETED", "RAN_IN", "ACHIEVED"):
        rows[name] = []
    for number in range(amounts.campaigns):
        _add_campaign(client, rows, number, amounts, draw)
    rows["RESPONDS_TO"] = [
        {"start": one["id"], "end": tone, "believed": "yes", "shrunk_lift": draw.uniform(-0.4, 0.6)}
        for one in rows["Demographic"]
        for tone in SHARED["Tone"][:3]
    ]
    order = _named(client, "order", 0)
    rows["Purchase"] = [{"id": order, "order_total": 10.0, "purchase_date": "2026-11-01T00:00:00Z"}]
    return rows


def _make_creatives(client: Client, amounts: Amounts, draw: random.Random) -> Rows:
    rows: Rows = {"Content": []}
    kinds = {"HAS_TONE": "Tone", "HAS_AESTHETIC": "Aesthetic", "SHOWS": "NarrativeElement"}
    for number in range(amounts.creatives):
        one = _named(client, "creative", number)
        spend = draw.lognormvariate(5, 1)
        rows["Content"].append(
            {
                "id": one, "sort": "Image", "filename": f"creative-{number}.jpg",
                "status": draw.choice(["active", "active", "resting"]), "total_spend": spend,
                "avg_roas": draw.lognormvariate(0.5, 0.5), "total_revenue": spend * 2,
                "description": " ".join(draw.choices(_WORDS, k=30)),
            }
        )  # fmt: skip
        for kind, label in kinds.items():
            rows.setdefault(kind, []).extend(
                {"start": one, "end": name, "confidence": round(draw.uniform(0.3, 1.0), 2)}
                for name in draw.sample(SHARED[label], 2)
            )
        palette = draw.choice(SHARED["ColorPalette"])
        rows.setdefault("HAS_COLOR_PALETTE", []).append({"start": one, "end": palette})
    return rows


def _add_campaign(
    client: Client, rows: Rows, number: int, amounts: Amounts, draw: random.Random
) -> None:
    one = _named(client, "campaign", number)
    platform = draw.choice(SHARED["Platform"])
    rows["Campaign"].append({"id": one, "name": f"campaign {number}", "platform": platform})
    rows["TARGETED"].append({"start": one, "end": draw.choice(rows["Demographic"])["id"]})
    rows["RAN_IN"] += [
        {"start": each["id"], "end": one} for each in draw.sample(rows["Content"], 12)
    ]
    level = draw.lognormvariate(0.7, 0.4)
    for day in range(amounts.days):
        result, spend = _named(client, f"day {number}", day), draw.uniform(5, 50)
        rows["Performance"].append(
            {
                "id": result, "date": (_LAST - timedelta(days=day)).isoformat(),
                "impressions": draw.randint(500, 5_000), "clicks": draw.randint(5, 100),
                "conversions": float(draw.randint(0, 4)), "spend": spend,
                "revenue": spend * level * draw.lognormvariate(0, 0.3),
            }
        )  # fmt: skip
        rows["ACHIEVED"].append({"start": one, "end": result})


def _named(client: Client, kind: str, number: int) -> str:
    return derived_id(client.created_at, kind, client.id, str(number))
