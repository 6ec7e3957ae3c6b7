"""An address somebody landed on: UTM parameters, click ids and who referred them.

Of an address only this is kept: what else stands behind its question mark may name a person.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from onevice_assets.campaigns.attribution.tracing.networks import CLICK_IDS

_UTM: Final = ("source", "medium", "campaign", "content", "term", "id")
_MOST_FIELDS: Final = 100
_LONGEST: Final = 200
_OWN: Final = (".myshopify.com", "checkout.shopify.com")


@dataclass(frozen=True)
class Landing:
    """What an address tells; empty texts where it tells nothing.

    Attributes:
        page: host and path.
        referrer_host: whose page led there; empty for one's own.
        click_ids: names of those it carries, sorted.
    """

    page: str = ""
    referrer_host: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_content: str = ""
    utm_term: str = ""
    utm_id: str = ""
    click_ids: tuple[str, ...] = ()

    @property
    def is_direct(self) -> bool:
        """Whether nothing tells where they came from."""
        told = (self.utm_source, self.utm_medium, self.utm_campaign, self.utm_id, self.utm_content)
        return not (any(told) or self.click_ids or self.referrer_host)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; what is empty is left out."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in told.items() if value}


def read_landing(
    address: str | None, referrer: str | None, named: Mapping[str, str] | None = None
) -> Landing | None:
    """What a landing address tells.

    Args:
        address: whole, or from its path on, as Shopify has it; none: not told.
        referrer: address of the page that led there.
        named: parameters that came beside an address, by name.

    Returns:
        None where nothing is told at all; an address that cannot be read tells nothing.
    """
    host, path, pairs = _split(address)
    pairs = {**pairs, **{_name(name): _clean(value) for name, value in (named or {}).items()}}
    known = {f"utm_{one}": pairs.get(f"utm_{one}", "") for one in _UTM}
    click_ids = tuple(sorted(one for one in CLICK_IDS if pairs.get(one)))
    led = _split(referrer)[0]
    led = "" if led == host or led.endswith(_OWN) else led
    found = Landing(
        page=f"{host}{path}"[:_LONGEST], referrer_host=led, click_ids=click_ids, **known
    )
    return None if found == Landing() else found


def _split(address: str | None) -> tuple[str, str, dict[str, str]]:
    if not address:
        return "", "", {}
    try:
        parts = urlsplit(html.unescape(address.strip()))
        host = (parts.hostname or "").removeprefix("www.")
        pairs = parse_qsl(parts.query, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return "", "", {}
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(_name(name), _clean(value))
    return host, _clean(parts.path), found


def _name(text: str) -> str:
    return text.strip().casefold().replace("-", "_")


def _clean(text: str) -> str:
    printable = "".join(one if one.isprintable() else " " for one in text[: _LONGEST * 4])
    return " ".join(printable.split())[:_LONGEST]
