"""A client with campaigns, results, learnings and orders: rows as the graph's writer takes them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from onevice_assets.campaigns.memory.brand_memory import BrandMemory
from onevice_assets.campaigns.projections.arrow_rows import from_tables, to_tables
from onevice_assets.campaigns.projections.write_memory import replace_memory
from resources.control_plane.campaign_clients import Client
from resources.embedding.static_vectors import StaticVectors
from resources.identity import derived_id, text_hash
from resources.migrations.vectors import VectorMigrations
from resources.migrations.vectors.declared import collection
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Entry, Place
from tests.onevice_assets.campaigns.studio import UPLOADED, Studio

Row = dict[str, Any]
Rows = dict[str, list[Row]]

LAST = date(2026, 11, 15)
FIRST = LAST - timedelta(days=83)
MODEL = StaticVectors()
# file → tones, aesthetics, spend, revenue, status, words
CREATIVES: dict[str, tuple[str, str, float, float, str, str]] = {
    "calm-room": ("calm", "warm", 400.0, 2000.0, "active", "A quiet room, soft light, a candle."),
    "calm-window": ("calm", "warm", 300.0, 1300.0, "active", "A quiet window seat in soft light."),
    "loud-sale": (
        "urgent",
        "vibrant",
        900.0,
        450.0,
        "active",
        "SALE! Red letters, 50 % off.",
    ),
    "calm-unused": ("calm", "minimal", 0.0, 0.0, "active", "A quiet bed in soft morning light."),
    "loud-unused": ("urgent", "modern", 0.0, 0.0, "active", "HURRY! Red letters, last day."),
    "old-calm": ("calm", "warm", 10.0, 20.0, "archived", "A quiet room of last year, soft light."),
}
# campaign → platform, audience, creatives, spend a day, revenue for a dollar
CAMPAIGNS: dict[str, tuple[str, str, tuple[str, ...], float, float]] = {
    "Retreat": ("instagram", "women 25-34", ("calm-room", "calm-window"), 20.0, 5.0),
    "Clearance": ("facebook", "men 45-54", ("loud-sale",), 30.0, 0.5),
    "Autumn": ("instagram", "women 25-34", ("loud-sale",), 10.0, 2.0),
    "New": ("tiktok", "women 25-34", (), 5.0, 2.0),
}


def named(client: Client, kind: str, name: str) -> str:
    return derived_id(UPLOADED, kind, client.id, name)


def make_rows(client: Client) -> Rows:
    """Everything the graph holds of a client of this market."""
    rows: Rows = {**_creatives(client), **_campaigns(client)}
    good = {"avg_roas": 4.8, "sample_size": 12, "shrunk_lift": 0.6, "lower_bound": 0.3}
    bad = {"avg_roas": 0.5, "sample_size": 9, "shrunk_lift": -0.5, "lower_bound": -0.7}
    women = named(client, "Demographic", "women 25-34")
    men = named(client, "Demographic", "men 45-54")
    rows["RESPONDS_TO"] = [
        {"start": women, "end": "calm", "believed": "yes", **good},
        {"start": women, "end": "urgent", "believed": "yes", **bad},
        {"start": men, "end": "calm", "believed": "yes", **good},
        {"start": women, "end": "playful", "believed": "no", **good},
    ]
    rows["PREFERS_AESTHETIC"] = [{"start": men, "end": "rustic", "believed": "yes", **good}]
    rows["BEST_FOR"] = [{"start": "tiktok", "end": women, "believed": "yes", **good}]
    return {**rows, **_people(client)}


def _creatives(client: Client) -> Rows:
    rows: Rows = {"Content": [], "HAS_TONE": [], "HAS_AESTHETIC": [], "SHOWS": []}
    for name, (tone, look, spend, revenue, status, words) in CREATIVES.items():
        identity = named(client, "Content", name)
        rows["Content"].append(
            {
                "id": identity,
                "sort": "Image",
                "filename": f"{name}.jpg",
                "status": status,
                "description": words,
                "total_spend": spend,
                "total_revenue": revenue,
                "avg_roas": revenue / spend if spend else None,
                "total_impressions": int(spend * 100),
            }
        )
        rows["HAS_TONE"].append({"start": identity, "end": tone, "confidence": 0.9})
        rows["HAS_AESTHETIC"].append({"start": identity, "end": look, "confidence": 0.8})
        rows["SHOWS"].append({"start": identity, "end": "shows_people", "confidence": 1.0})
    return rows


def _campaigns(client: Client) -> Rows:
    names = ("Campaign", "Demographic", "Performance", "RAN_IN", "TARGETED", "ACHIEVED")
    rows: Rows = {name: [] for name in names}
    for who in ("women 25-34", "men 45-54"):
        rows["Demographic"].append({"id": named(client, "Demographic", who), "name": who})
    for name, (platform, who, creatives, spend, roas) in CAMPAIGNS.items():
        identity = named(client, "Campaign", name)
        rows["Campaign"].append(
            {"id": identity, "name": name, "platform": platform, "objective": "CONVERSIONS"}
        )
        end = named(client, "Demographic", who)
        rows["TARGETED"].append({"start": identity, "end": end})
        rows["RAN_IN"] += [
            {"start": named(client, "Content", each), "end": identity} for each in creatives
        ]
        for day in range(0, 84 if creatives else 0, 3):
            result = _day(client, name, day, spend, roas)
            rows["Performance"].append(result)
            rows["ACHIEVED"].append({"start": identity, "end": result["id"]})
    return rows


def _day(client: Client, name: str, day: int, spend: float, roas: float) -> Row:
    moment = (FIRST + timedelta(days=day)).isoformat()
    swing = 1 + 0.1 * ((day * 7) % 5 - 2)  # no two weeks alike, the same each time
    return {
        "id": named(client, "Performance", f"{name} {moment}"),
        "date": moment,
        "impressions": 1000,
        "clicks": 40,
        "conversions": 2.0,
        "spend": spend,
        "revenue": spend * roas * swing,
    }


def _people(client: Client) -> Rows:
    lead, form = named(client, "Lead", "l"), named(client, "WebsiteForm", "f")
    buyer, order = named(client, "Customer", "c"), named(client, "Purchase", "p")
    retreat, autumn = (named(client, "Campaign", one) for one in ("Retreat", "Autumn"))
    room = named(client, "Content", "calm-room")
    return {
        "Lead": [
            {
                "id": lead, "name": "Ada Example", "email": "ada@example.test", "phone": "555",
                "service_interest": "yoga", "tier": "hot", "score": 80.0,
                "created_at": "2026-11-01T10:00:00Z",
            }
        ],
        "WebsiteForm": [
            {"id": form, "form_type": "contact", "submitted_at": "2026-11-01T10:00:00Z"}
        ],
        "Customer": [
            {
                "id": buyer, "email": "ada@example.test", "total_purchases": 1,
                "total_revenue": 120.0, "first_purchase_date": "2026-11-03T10:00:00Z",
            }
        ],
        "Purchase": [
            {"id": order, "order_total": 120.0, "purchase_date": "2026-11-03T10:00:00Z"}
        ],
        "SUBMITTED": [{"start": lead, "end": form}],
        "CAME_FROM": [{"start": lead, "end": retreat}],
        "CONVERTED_TO": [{"start": lead, "end": buyer}],
        "ATTRIBUTED_TO_CAMPAIGN": [
            {"id": "1", "start": order, "end": retreat, "model": "last_touch", "share": 1.0},
            {"id": "2", "start": order, "end": retreat, "model": "position_based", "share": 0.6},
            {"id": "3", "start": order, "end": autumn, "model": "position_based", "share": 0.4},
        ],
        "ATTRIBUTED_TO_CONTENT": [
            {"id": "4", "start": order, "end": room, "model": "last_touch", "share": 1.0}
        ],
    }  # fmt: skip


def remember(studio: Studio, client: Client, rows: Rows | None = None) -> None:
    """Write a client's graph and vectors."""
    given = make_rows(client) if rows is None else rows
    tables = to_tables(client.id, client.organization_id, given)
    with studio.resources["graph"].session() as session:
        memory = BrandMemory(session, client.id)
        replace_memory(memory, client.organization_id, from_tables(client.id, tables))
    essence = [
        _entry(one["id"], one["description"], status=one["status"], filename=one["filename"])
        for one in given.get("Content", ())
    ]
    scenario = _entry(
        named(client, "scenario", "s"),
        "A calm creative for women 25-34 on instagram brought 5.00 USD for a dollar.",
        platform="instagram",
        roas=5.0,
    )
    put(studio, "content-essence", client.id, essence)
    put(studio, "scenario-outcomes", client.id, [scenario] if given else [])


def put(studio: Studio, kind: str, tenant: str, entries: list[Entry]) -> None:
    """Make a namespace hold exactly these entries."""
    with studio.resources["vectors"].open() as index:
        VectorMigrations(index, MODEL.model, MODEL.dimensions).up()
        place = Place(tenant, tenant)
        of = collection(f"droom-{kind}", MODEL.model, MODEL.dimensions)
        replace_place(index, of, place, entries, MODEL)


def teach_everybody(studio: Studio, tenant: str) -> None:
    """Two learnings over all clients, of different industries."""
    learnings = [
        _entry(
            derived_id(UPLOADED, "learning", trade), f"Calm tones work for {trade}.",
            industry=trade, business_model="service", believed="yes",
        )
        for trade in ("wellness", "food")
    ]  # fmt: skip
    put(studio, "cross-campaign-learnings", tenant, learnings)


def _entry(identity: str, text: str, **metadata: Any) -> Entry:
    return Entry(identity, text, text_hash(text), metadata)
