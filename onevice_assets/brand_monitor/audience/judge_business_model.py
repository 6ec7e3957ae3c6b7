"""How a website sells: to companies, to people, through partners, or as a marketplace."""

from __future__ import annotations

from collections.abc import Sequence

from onevice_assets.brand_monitor.audience.read_gazetteer import BusinessModel, Family
from onevice_assets.brand_monitor.audience.read_pages import Page
from resources.text_folding import fold, names

_PRIOR = 2.0
_SIGNS: dict[BusinessModel, tuple[str, ...]] = {
    "b2b": (
        "request a demo", "book a demo", "contact sales", "per user", "per seat", "enterprise",
        "for teams", "your team", "for business", "businesses", "customers' data", "roi",
        "case studies", "developers", "api", "integrations", "wholesale", "procurement", "saas",
        "single sign-on", "white paper", "industrial", "distributors", "commercial use",
    ),
    "b2c": (
        "add to cart", "add to basket", "free shipping", "free delivery", "returns", "gift",
        "at home", "your home", "your family", "families", "opening hours", "order online",
        "book a table", "for you", "kids", "children", "students", "download", "your phone",
        "visit us", "book online", "same day", "emergency", "neighbourhood", "neighborhood",
    ),
    "b2b2c": (
        "white label", "white-label", "resellers", "your customers' customers", "embed it",
        "through our partners", "partner banks", "for your members", "for your end users",
    ),
    "marketplace": (
        "buyers and sellers", "become a seller", "start selling", "list your", "sell on",
        "become a host", "marketplace", "independent sellers", "thousands of sellers",
        "our sellers", "commission", "seller protection", "buyer protection", "hosts and guests",
    ),
}  # fmt: skip


def judge(pages: Sequence[Page], family: Family | None) -> BusinessModel:
    """The likeliest business model.

    Each phrase counts once with the share of pages (at most 10 read) that hold it plus a half for
    the homepage; the family's usual model starts with a lead.
    """
    read = pages[:10]
    folded = [fold(page.everything) for page in read]
    scores: dict[BusinessModel, float] = {
        model: sum(_weigh(sign, folded) for sign in signs) for model, signs in _SIGNS.items()
    }
    if family is not None:
        scores[family.model] += _PRIOR
    order: tuple[BusinessModel, ...] = ("b2b", "b2c", "b2b2c", "marketplace")
    return max(order, key=lambda model: (scores[model], -order.index(model)))


def _weigh(sign: str, folded: Sequence[str]) -> float:
    holding = [names(text, sign) for text in folded]
    return sum(holding) / len(folded) + 0.5 * holding[0] if folded else 0.0
