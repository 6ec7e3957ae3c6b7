"""Which ad network a source or a click id is of, and which of our platforms it sells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PLATFORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "google": ("google-search", "google-display"),
    "meta": ("facebook", "instagram"),
    "tiktok": ("tiktok",),
    "linkedin": ("linkedin",),
}
"""Network → platforms whose reports are read; a network that is not here has none."""

CLICK_IDS: Final[Mapping[str, str]] = {
    "gclid": "google", "gbraid": "google", "wbraid": "google", "dclid": "google",
    "fbclid": "meta", "ttclid": "tiktok", "li_fat_id": "linkedin", "msclkid": "microsoft",
    "twclid": "x", "rdt_cid": "reddit", "sccid": "snapchat", "epik": "pinterest",
}  # fmt: skip

_SOURCES: Final[Mapping[str, str]] = {
    "google": "google", "googleads": "google", "adwords": "google", "youtube": "google",
    "facebook": "meta", "fb": "meta", "facebookads": "meta", "instagram": "meta", "ig": "meta",
    "insta": "meta", "meta": "meta", "metaads": "meta", "messenger": "meta",
    "tiktok": "tiktok", "tiktokads": "tiktok", "linkedin": "linkedin", "linkedinads": "linkedin",
    "bing": "microsoft", "microsoft": "microsoft", "bingads": "microsoft",
    "twitter": "x", "x": "x", "reddit": "reddit", "snapchat": "snapchat", "pinterest": "pinterest",
}  # fmt: skip


_ON_EVERY_LINK: Final = frozenset({"fbclid"})


def network_of(source: str | None, click_ids: tuple[str, ...]) -> str | None:
    """The network that an address tells: by its source, which somebody wrote, else by a click id.

    Facebook puts its click id on every link that leads away from its pages, also on a newsletter's
    that somebody shared there: beside a source it says nothing.
    """
    named = _SOURCES.get("".join(one for one in (source or "").casefold() if one.isalnum()))
    if named:
        return named
    found = {CLICK_IDS[one] for one in click_ids if not (source and one in _ON_EVERY_LINK)}
    return found.pop() if len(found) == 1 else None
