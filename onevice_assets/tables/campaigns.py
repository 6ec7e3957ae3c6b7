"""Tables of campaigns (seed 001): what a client's creatives are and show."""

from __future__ import annotations

from onevice_assets.tables.columns import CREATED, ID, ORGANIZATION
from resources.table_schema import Table, fraction, integer, json, number, text, timestamp, uuid

BRAND = uuid("brand_id", "Client the row belongs to: row of `campaign_clients`")
SORTS = ("Video", "Image")
CONTENT_STATUSES = ("active", "resting", "archived")
PROCESSING = ("profiled", "error")

content = Table(
    "campaigns",
    "content",
    "client",
    (
        ID,
        ORGANIZATION,
        BRAND,
        text("content_hash", "SHA-256 of its bytes: the same file twice is one creative"),
        text("filename", "As it came, without folders"),
        text("s3_key", "Path in the object store"),
        text("s3_url", "Full address there"),
        integer("file_size_bytes", "Size as it came"),
        text("processing_status", "Whether it could be read", one_of=PROCESSING),
        text("failure_reason", "One word: why it could not", nullable=True),
        text("failure_detail", "What was found", nullable=True),
        text("what_to_do", "About the failure", nullable=True),
        text("sort", "What it is, by content and not by name", nullable=True, one_of=SORTS),
        text("format", "jpeg, png, gif, webp, mp4, …, by content", nullable=True),
        integer("width", "Pixels, as it is shown", nullable=True, low=1),
        integer("height", "Pixels, as it is shown", nullable=True, low=1),
        text("resolution", "Both: 1920x1080", nullable=True),
        number("duration_seconds", "Of a video or an animation; null: a still", nullable=True),
        fraction("brightness", "Mean luminance", nullable=True),
        fraction("contrast", "Spread of the luminance, 1 at most", nullable=True),
        fraction("saturation", "Mean saturation", nullable=True),
        json("colors", "Dominant colours with their share, the largest first"),
        json("notes", "What is odd about a file that was read"),
        text("profiled_by", "`measured`, or the model that looked: provider:model", nullable=True),
        text("profile_version", "Of the rules or the prompt it was profiled by", nullable=True),
        text("description", "What it shows, in words", nullable=True),
        json("tones", "Tones with confidence; none where it was only measured"),
        json("aesthetics", "Aesthetics with confidence; none where it was only measured"),
        json("color_palettes", "Colour palettes"),
        json("compositions", "Shot types; none where it was only measured"),
        json("narrative_elements", "What appears, with confidence; none where only measured"),
        text("status", "Whether it may be used", one_of=CONTENT_STATUSES),
        timestamp("upload_date", "When the file was put into the object store"),
        timestamp("profile_date", "When it was described", nullable=True),
        CREATED,
    ),
    natural_key=("brand_id", "content_hash"),
    description="""One row per creative of a client: what it is, what it shows, who says so.

Grain: client and content of a file. Source: files of the client's folder in the object store,
described by a vision model, else measured from their pixels. A file that cannot be read is a row
with its reason. A re-run describes only what is new, and gives the same rows.""",
)
