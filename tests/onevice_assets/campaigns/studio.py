"""A studio that remembers campaigns of clients: made-up rows of `content`, and every store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from onevice_assets.campaigns.memory.brand_memory import BrandMemory
from onevice_assets.campaigns.projections.publisher import make_publisher, scope_of
from onevice_assets.campaigns.projections.write_memory import read_memory
from onevice_assets.tables import campaigns as tables
from resources.control_plane import campaign_clients
from resources.control_plane.campaign_clients import Client
from resources.identity import derived_id, text_hash
from resources.saga.report import Report

Row = dict[str, Any]
UPLOADED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def creative(client: Client, name: str, **changes: Any) -> Row:
    """A row of `content` as a model would have profiled it."""
    digest = text_hash(f"{client.id} {name}")
    row = {
        "id": derived_id(client.created_at, "content", client.id, digest),
        "organization_id": client.organization_id,
        "brand_id": client.id,
        "content_hash": digest,
        "filename": f"{name}.jpg",
        "s3_key": f"campaigns/content/{client.id}/{digest}/{name}.jpg",
        "s3_url": f"file:///objects/{name}.jpg",
        "file_size_bytes": 1234,
        "processing_status": "profiled",
        "sort": "Image",
        "format": "jpeg",
        "width": 800,
        "height": 600,
        "resolution": "800x600",
        "brightness": 0.5,
        "contrast": 0.25,
        "saturation": 0.75,
        "colors": json.dumps([["#c97829", 0.6], ["#ffffff", 0.4]]),
        "notes": "[]",
        "profiled_by": "openai:gpt-4o",
        "profile_version": "1",
        "description": f"A picture called {name}: two people in a sunlit room.",
        "tones": json.dumps([{"name": "calm", "confidence": 0.9}]),
        "aesthetics": json.dumps([{"name": "warm", "confidence": 0.8}]),
        "color_palettes": json.dumps(["warm-tones"]),
        "compositions": json.dumps(["wide-shot"]),
        "narrative_elements": json.dumps([{"name": "shows_people", "confidence": 1.0}]),
        "status": "active",
        "upload_date": UPLOADED,
        "profile_date": UPLOADED,
        "created_at": UPLOADED,
    }
    return row | changes


@dataclass(frozen=True)
class Studio:
    """An organization with clients, and the stores that it shares with others.

    Attributes:
        resources: by name, those of a run.
    """

    resources: dict[str, Any]

    def client(self, slug: str, organization: str = "studio") -> Client:
        with self.resources["control"].begin() as db:
            return campaign_clients.add(db, slug, organization=organization, actor="test")

    def write(self, client: Client, *rows: Row) -> None:
        self.resources["lake"].write(tables.content, client.key, list(rows))

    def publish(self, client: Client) -> Report:
        return make_publisher(self.resources).publish(scope_of(client))

    def graph(self, client: Client) -> dict[str, list[Row]]:
        with self.resources["graph"].session() as session:
            return read_memory(BrandMemory(session, client.id))

    def names(self, client: Client) -> list[str]:
        """Files of the creatives that the graph holds of a client."""
        return sorted(row["filename"] for row in self.graph(client)["Content"])

    def texts(self, client: Client) -> list[str]:
        """What the store of vectors holds of a client."""
        copies = make_publisher(self.resources).projections
        (essence,) = (one for one in copies if one.store == "vectors")
        return sorted(essence.read(scope_of(client))["content_essence"]["text"].to_pylist())
