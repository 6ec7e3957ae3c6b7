"""Two organizations that watch one domain, each with a word that nothing of the other may hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from onevice_assets.partitions import join_key
from onevice_assets.tables import audience, marts
from resources.control_plane import brands
from resources.control_plane.websites import Website
from resources.redis_keys import caches
from resources.redis_keys.cache import get_or_make
from resources.redis_keys.costs import rebuild
from resources.redis_keys.entry import Entry
from tests.onevice_assets.brand_monitor.audience.sites import BRANDS, SAAS, add_site
from tests.onevice_assets.brand_monitor.projections.world import DAYS, World, make_world
from tests.onevice_assets.upkeep.drift.websites import count_marts, publish_all

Resources = dict[str, Any]
MARKERS = {"alpha": "Zyxalfa", "beta": "Qwobeta"}
DOMAIN = "plannado.test"
RIVAL = BRANDS[1][0]


@dataclass(frozen=True)
class Tenant:
    """One organization's website of the domain.

    Attributes:
        marker: a brand of its own, which stands in its pages, prompts and answers.
    """

    world: World
    marker: str

    @property
    def website(self) -> Website:
        return self.world.website

    @property
    def ids(self) -> tuple[str, ...]:
        """What says that something is this tenant's."""
        return (self.website.organization_id, self.website.id, self.website.key)

    @property
    def day(self) -> str:
        """Partition key of the newest day."""
        return join_key(DAYS[-1], self.website.key)

    def is_in(self, text: str) -> bool:
        """Whether a text says anything of this tenant."""
        folded = text.casefold()
        return any(token.casefold() in folded for token in (*self.ids, self.marker))


def make_tenants(given: Resources) -> list[Tenant]:
    """Both, published to every store, with every cache filled."""
    made = [_make(given, slug, marker) for slug, marker in MARKERS.items()]
    count_marts(given["lake"], [one.world for one in made])
    publish_all(given)
    for one in made:
        _fill_redis(given, one)
    return made


def list_cached(tenant: Tenant, website_id: str = "") -> list[Entry[Any]]:
    """A tenant's entries of each cache; of another website where one is given."""
    mine, site = tenant.website.organization_id, website_id or tenant.website.id
    asked = [{"role": "user", "content": "Which tool?"}]
    return [
        caches.website_analysis(mine, site),
        caches.share_of_voice(mine, site, DAYS[-1]),
        caches.co_mentions(mine, site),
        caches.llm_answer(mine, "openai", "chatgpt", asked),
    ]


def _make(given: Resources, slug: str, marker: str) -> Tenant:
    lake, control, objects = given["lake"], given["control"], given["objects"]
    papers = tuple(replace(one, text=f"{one.text} {marker} is our own word.") for one in SAAS)
    site = add_site(
        control, lake, papers, domain=DOMAIN, name=f"Plannado {slug}", organization=slug
    )
    with control.begin() as db:
        brands.track(db, site.id, marker, "own", actor="test")
        brands.track(db, site.id, RIVAL, "competitor", actor="test")
    made = make_world(lake, control, objects, marts=False, website=site, marker=marker)
    return Tenant(made, marker)


def _fill_redis(given: Resources, tenant: Tenant) -> None:
    """Real rows in every cache, and the costs of today."""
    lake = given["lake"]
    analysis = lake.read_rows(audience.website_analysis, tenant.website.key)[0]
    shares = lake.read_rows(marts.share_of_voice, tenant.day)
    pairs = lake.read_rows(marts.co_mentions, tenant.day)
    said = caches.LlmAnswer(
        response=f"{tenant.marker} it is.", brands=[tenant.marker], cached_at=datetime.now(UTC)
    )
    values = ({"name": tenant.marker, "id": analysis["id"]}, *map(_plain, (shares, pairs)), said)
    for entry, value in zip(list_cached(tenant), values, strict=True):
        assert get_or_make(given["redis"], entry, lambda value=value: value) == value
    with given["control"].begin() as db:
        day = datetime.now(UTC).date()
        rebuild(given["redis"], db, tenant.website.organization_id, ["openai"], day=day)


def _plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without what JSON has no word for."""
    return [{k: v for k, v in row.items() if isinstance(v, str | int)} for row in rows]
