"""Which creative an ad shows: what a person said, else what the report itself names.

A name counts where it is exactly that of one file of the client, or its SHA-256; nothing is
guessed from likeness.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

Row = Mapping[str, Any]


def match_ads(
    things: Iterable[Row], content: Iterable[Row], links: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], str]:
    """Creative of each ad that is known to show one: (network, ad) → id of the creative.

    Args:
        things: rows of `report_things`: ads and creatives.
        content: rows of `content`: `id`, `filename`, `content_hash`.
        links: what persons said; it goes before what a report names.
    """
    known = _index(content)
    there = {one for ids in known.values() for one in ids}
    listed = list(things)
    of_creative = {
        (one["network"], one["external_id"]): one for one in listed if one["kind"] == "creative"
    }
    found = {}
    for ad in listed:
        if ad["kind"] != "ad":
            continue
        creative = of_creative.get((ad["network"], ad["creative_id"]))
        names = _names(ad) | (_names(creative) if creative else set())
        ids = {one for name in names for one in known.get(name, ())}
        if len(ids) == 1:
            found[(ad["network"], ad["external_id"])] = ids.pop()
    return found | {ad: one for ad, one in links.items() if one in there}


def _index(content: Iterable[Row]) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for row in content:
        for name in (row["filename"], row["content_hash"]):
            known.setdefault(str(name).casefold(), set()).add(row["id"])
    return known


def _names(thing: Row) -> set[str]:
    """Whole texts, and the last part of addresses."""
    said = [str(one) for one in json.loads(thing["files"])]
    last = [PurePosixPath(unquote(urlsplit(one).path)).name for one in said if "/" in one]
    return {one.strip().casefold() for one in [*said, *last]} - {""}
