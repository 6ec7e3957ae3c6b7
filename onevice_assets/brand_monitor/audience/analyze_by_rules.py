"""A website's business by rules over its pages: the default, and the fallback of the model."""

from __future__ import annotations

from collections.abc import Sequence

from onevice_assets.brand_monitor.audience import (
    find_category,
    find_competitors,
    find_offerings,
    judge_business_model,
)
from onevice_assets.brand_monitor.audience.analysis import Analysis, Offering
from onevice_assets.brand_monitor.audience.rank_industries import rank
from onevice_assets.brand_monitor.audience.read_gazetteer import Family, Industry, families
from onevice_assets.brand_monitor.audience.read_pages import Page

_UNKNOWN_CATEGORY = "provider"


def analyze(pages: Sequence[Page], own_names: Sequence[str]) -> Analysis:
    """Read industry, model, offerings, claims, markets and competitors out of the pages.

    Args:
        pages: usable pages, homepage first; at least one.
        own_names: what the website calls itself, surest first.
    """
    ranked = rank(pages)
    industry = ranked[0][0] if ranked else None
    family = families()[industry.family] if industry else None
    main = _main_offering(pages, own_names, industry, family)
    return Analysis(
        industry=industry.name if industry else None,
        business_model=judge_business_model.judge(pages, family),
        primary_offerings=find_offerings.find_offerings(pages, main, own_names, main.kind),
        value_propositions=find_offerings.find_claims(pages),
        target_markets=find_offerings.find_markets(pages),
        competitors_mentioned=find_competitors.find(pages, own_names, main.category),
    )


def _main_offering(
    pages: Sequence[Page],
    own_names: Sequence[str],
    industry: Industry | None,
    family: Family | None,
) -> Offering:
    home = pages[0]
    category = find_category.find(pages, own_names, industry) or _UNKNOWN_CATEGORY
    name = own_names[0] if own_names else home.title or category
    return Offering(
        name=name[:120],
        kind=family.kind if family else "service",
        category=category[:60],
        location=find_offerings.find_location(pages) if industry and industry.local else None,
        description=(home.meta_description or home.text.split("\n")[0])[:300],
        page_id=home.id,
    )
