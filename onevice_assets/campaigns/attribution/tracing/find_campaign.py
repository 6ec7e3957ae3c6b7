"""The campaign and the creative that an address names; what is unknown is told, never guessed."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from onevice_assets.campaigns.attribution.tracing.landing import Landing
from onevice_assets.campaigns.attribution.tracing.networks import PLATFORMS, network_of

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """What an address leads to.

    Attributes:
        network: ad network it tells; none: none.
        campaign_id: row of `campaigns`; none where it is not known.
        campaign_name: its name.
        matched_by: `id`, `name` or `ad`.
        reason: why none is known: `direct`, `no_campaign_named`, `network_not_read`,
            `campaign_not_known`, `several_campaigns`.
        content_id: row of `content`; none where it is not known.
    """

    network: str | None = None
    campaign_id: str | None = None
    campaign_name: str | None = None
    matched_by: str | None = None
    reason: str | None = None
    content_id: str | None = None


def normalize(name: str) -> str:
    """A name as it is compared: signs and blanks between words are one, letters are small."""
    text = unicodedata.normalize("NFKC", name).casefold()
    parts = "".join(one if one.isalnum() else " " for one in text)
    return " ".join(parts.split())


@dataclass
class Campaigns:
    """Looks up campaigns and creatives of one client.

    Attributes:
        campaigns: rows of `campaigns`.
        ads: rows of `ad_performance`: which ad is of which campaign and shows which creative.
        content: rows of `content`.
    """

    campaigns: Iterable[Row]
    ads: Iterable[Row] = ()
    content: Iterable[Row] = ()
    _ids: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    _names: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    _ads: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    _files: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _by_id: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.campaigns:
            self._by_id[one["id"]] = one
            self._ids[str(one["external_id"])].append(one)
            if name := normalize(one["name"] or ""):
                self._names[name].append(one)
        for ad in self.ads:
            for key in {str(ad["ad_id"] or ""), normalize(ad["ad_name"] or "")} - {""}:
                self._ads[key].append(ad)
        for row in self.content:
            for key in {row["id"], row["filename"], PurePosixPath(row["filename"]).stem}:
                self._files[normalize(key)].add(row["id"])

    def find(self, landing: Landing) -> Found:
        """What an address leads to."""
        if landing.is_direct:
            return Found(reason="direct")
        network = network_of(landing.utm_source, landing.click_ids)
        found, matched_by, reason = self._find_campaign(landing, network)
        if found is None and reason in ("no_campaign_named", "campaign_not_known"):
            found = self._find_by_ad(landing, network)
            matched_by = "ad" if found else None
        if found is None:
            content = self._find_content(landing, None)
            return Found(network, reason=reason, content_id=content)
        content = self._find_content(landing, found["id"])
        return Found(network, found["id"], found["name"], matched_by, content_id=content)

    def _find_campaign(
        self, landing: Landing, network: str | None
    ) -> tuple[Row | None, str | None, str]:
        if network is not None and network not in PLATFORMS:
            return None, None, "network_not_read"
        for named in filter(None, (landing.utm_id, landing.utm_campaign)):
            found = _of_network(self._ids.get(named, []), network)
            if found:
                return (
                    (found[0], "id", "") if len(found) == 1 else (None, None, "several_campaigns")
                )
        if not landing.utm_campaign:
            named_at_all = "campaign_not_known" if landing.utm_id else "no_campaign_named"
            return None, None, named_at_all
        found = _of_network(self._names.get(normalize(landing.utm_campaign), []), network)
        if not found:
            return None, None, "campaign_not_known"
        return (found[0], "name", "") if len(found) == 1 else (None, None, "several_campaigns")

    def _find_by_ad(self, landing: Landing, network: str | None) -> Row | None:
        """The campaign of an ad whose number stands in utm_content, where it is of one alone."""
        named = landing.utm_content
        ids = {ad["campaign_id"] for ad in self._ads.get(named, ()) if str(ad["ad_id"]) == named}
        found = _of_network([self._by_id[one] for one in ids if one in self._by_id], network)
        return found[0] if len(found) == 1 else None

    def _find_content(self, landing: Landing, campaign_id: str | None) -> str | None:
        named = landing.utm_content
        if not named:
            return None
        ads = [*self._ads.get(named, ()), *self._ads.get(normalize(named), ())]
        shown = {
            ad["content_id"] for ad in ads
            if ad["content_id"] and campaign_id in (None, ad["campaign_id"])
        }  # fmt: skip
        found = shown or self._files.get(normalize(named), set())
        return str(next(iter(found))) if len(found) == 1 else None


def _of_network(campaigns: Iterable[Row], network: str | None) -> list[Row]:
    platforms = PLATFORMS.get(network or "", ())
    return [one for one in campaigns if not network or one["platform"] in platforms]
