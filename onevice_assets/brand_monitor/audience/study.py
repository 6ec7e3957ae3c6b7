"""Reads what an asset of this stage needs, chooses the method, and gives the rows to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.audience import (
    analyze_by_rules,
    build_icps,
    find_names,
    write_profiles,
)
from onevice_assets.brand_monitor.audience.analysis import Analysis, from_row
from onevice_assets.brand_monitor.audience.read_pages import Page, usable_pages
from onevice_assets.superseding import generation
from onevice_assets.tables import audience
from resources.errors import (
    MissingDataError,
    ProviderBusyError,
    ProviderError,
    ProviderRefusedError,
)
from resources.identity import derived_id
from resources.llm.ledger_book import BookedModels

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.audience.profile import Profile
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.websites import Website
    from resources.lake import Lake
    from resources.llm.resource import LanguageModels
    from resources.object_store import Objects

Row = dict[str, Any]
RULES = "rules"


@dataclass(frozen=True)
class Study:
    """Rows to write, and what to tell about them."""

    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    preview: Mapping[str, object] = field(default_factory=dict)


def study(
    partition: str, lake: Lake, control: ControlPlane, llm: LanguageModels, objects: Objects
) -> Study:
    """Analyse one website.

    Raises:
        MissingDataError: when a crawled website has no page with text.
        ProviderError: when a hosted model refuses or is busy; nonsense falls back to rules.
    """
    from resources.control_plane import baskets, brands, websites

    with control.begin() as db:
        website = websites.find(db, partition)
        tracked = brands.tracked(db, website.id)
        basket = generation(baskets.history(db, website.id))
    pages = _read_pages(website, lake)
    if not pages:
        return Study([])
    own = [text for one in tracked if one.role == "own" for text in (one.name, *one.aliases)]
    names = find_names.find(pages, website_name=website.name, domain=website.domain, own_brands=own)
    notes: list[str] = []
    before = lake.read_rows_if_there(audience.website_analysis, partition)
    newest = max(page.scraped_at for page in pages)
    if llm.hosted and before and _is_fresh(before[0], newest):
        found = from_row(before[0])
    else:
        models = BookedModels(llm, control, objects, website, basket.version)
        found = _analyze(pages, names, models, notes)
    return Study([_row(website, found, newest)], notes, _tell(website, found))


def profile(
    partition: str, lake: Lake, control: ControlPlane, llm: LanguageModels, objects: Objects
) -> Study:
    """Give one website its five ideal customers.

    Raises:
        MissingDataError: when its analysis was never made.
        ProviderError: when a hosted model refuses or is busy; nonsense falls back to rules.
    """
    from resources.control_plane import baskets, websites

    with control.begin() as db:
        website = websites.find(db, partition)
        basket = generation(baskets.history(db, website.id))
    analyses = lake.read_rows(audience.website_analysis, partition)
    old = lake.read_rows_if_there(audience.icps, partition)
    if not analyses or build_icps.is_current(old, basket):
        return Study(old)
    notes: list[str] = []
    models = BookedModels(llm, control, objects, website, basket.version)
    profiles, method = _profiles(from_row(analyses[0]), models, notes)
    return Study(build_icps.build(website, basket, profiles, method=method, old=old), notes)


def _read_pages(website: Website, lake: Lake) -> list[Page]:
    if website.source == "import":
        rows = lake.read_rows_if_there(audience.scraped_pages, website.key)
    else:
        rows = lake.read_rows(audience.scraped_pages, website.key)
    pages = usable_pages(rows)
    if not pages and website.source != "import":
        statuses = sorted({str(row["http_status"] or row["error"]) for row in rows})
        raise MissingDataError(
            f"None of the {len(rows)} pages of {website.domain} has text to analyse (answers: "
            f"{', '.join(statuses[:5]) or 'none'}). Look at scraped_pages, mend the address or "
            "the site, and run again."
        )
    return pages


def _is_fresh(row: Row, newest: object) -> bool:
    """Whether a model was asked about these very pages, usable as its answer was or not."""
    return bool(row["analysis_method"] != RULES and row["analyzed_at"] == newest)


def _analyze(pages: list[Page], names: list[str], llm: BookedModels, notes: list[str]) -> Analysis:
    by_rules = analyze_by_rules.analyze(pages, names)
    if not llm.hosted:
        return by_rules
    from onevice_assets.brand_monitor.audience.analyze_by_model import analyze

    try:
        return analyze(pages, by_rules, ask=llm.complete_json, method=llm.label)
    except (ProviderRefusedError, ProviderBusyError):
        raise
    except (ProviderError, ValueError) as error:
        notes.append(f"website_analysis by rules: {_reason(error)}")
        return by_rules.model_copy(update={"analysis_method": f"{RULES} after {llm.label}"})


def _profiles(analysis: Analysis, llm: BookedModels, notes: list[str]) -> tuple[list[Profile], str]:
    if llm.hosted:
        from onevice_assets.brand_monitor.audience.ask_for_profiles import ask_for_profiles

        try:
            return ask_for_profiles(analysis, ask=llm.complete_json), llm.label
        except (ProviderRefusedError, ProviderBusyError):
            raise
        except ProviderError as error:
            notes.append(f"icps by rules: {_reason(error)}")
            return write_profiles.write(analysis), f"{RULES} after {llm.label}"
    return write_profiles.write(analysis), RULES


def _reason(error: Exception) -> str:
    """One line without the model's text (a validation error would quote it)."""
    return str(error) if isinstance(error, ProviderError) else type(error).__name__


def _row(website: Website, analysis: Analysis, newest: object) -> Row:
    return {
        "id": derived_id(website.created_at, "website_analysis", website.id),
        "website_id": website.id,
        **analysis.columns(),
        "analyzed_at": newest,
    }


def _tell(website: Website, analysis: Analysis) -> dict[str, object]:
    main = analysis.primary_offerings[0]
    return {
        "website": website.domain,
        "industry": analysis.industry,
        "sells": main.category,
        "model": analysis.business_model,
        "offerings": len(analysis.primary_offerings),
        "competitors": len(analysis.competitors_mentioned),
        "dropped": len(analysis.dropped_claims),
        "method": analysis.analysis_method,
    }
