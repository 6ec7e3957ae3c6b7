"""Whose a cited page is: the website's own, a tracked competitor's, or a third party's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onevice_assets.brand_monitor.responses.citing.name_page import Page, name_page
from resources.control_plane.tracking import TrackedBrand


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a page is; the brand where one is known to have that domain."""

    ownership: str
    brand_id: str | None = None
    brand_name: str | None = None


THIRD_PARTY = Owner("third_party")


class Owners:
    """Who owns which domain, for one website on one day."""

    def __init__(self, website_domain: str, tracked: Iterable[TrackedBrand]) -> None:
        """Learn the domains.

        Args:
            website_domain: host of the website, or the name of an import, which owns nothing.
            tracked: brands of that day; those without a domain own nothing.
        """
        self._by_domain: dict[str, list[tuple[str, Owner]]] = {}
        known = [brand for brand in tracked if brand.domain]
        named = [(one.domain or "", Owner(one.role, one.brand_id, one.name)) for one in known]
        own = [one for one in named if one[1].ownership == "own"]
        others = [one for one in named if one[1].ownership != "own"]
        for domain, owner in (*own, (website_domain, Owner("own")), *others):
            self._add(domain, owner)

    def of(self, page: Page) -> Owner:
        """Tell whose a page is.

        A registrable domain belongs to its owner with all its subdomains. Where two tracked brands
        share one (`azure.…` and `office.microsoft.com`), the page is theirs whose host it lies
        under; else the first's, own before competitor.
        """
        known = self._by_domain.get(page.domain, [])
        under = [one for one in known if f".{page.host}".endswith(f".{one[0]}")]
        best = max(under, key=lambda one: len(one[0])) if under else next(iter(known), None)
        return best[1] if best else THIRD_PARTY

    def _add(self, domain: str, owner: Owner) -> None:
        written = domain if "://" in domain else f"https://{domain}"
        page = name_page(written)
        if isinstance(page, Page):
            host = page.host.removeprefix("www.")
            self._by_domain.setdefault(page.domain, []).append((host, owner))
