"""What the assets of this stage read first: website, basket, people's words, imports."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.prompts.guard_brands import guarded_names
from onevice_assets.brand_monitor.prompts.plan_conversations import Subject
from onevice_assets.superseding import active, generation, in_force_at
from onevice_assets.tables import audience

if TYPE_CHECKING:
    from resources.control_plane.baskets import Basket
    from resources.control_plane.brands import TrackedBrand
    from resources.control_plane.overrides import PromptOverride
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.simulations import SimulationRun
    from resources.control_plane.websites import Website
    from resources.lake import Lake
    from resources.object_store import Objects

Row = dict[str, Any]
DEFAULT_LOCALE = "en-US"
_LANG = re.compile(rb"<html\b[^>]*?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)", re.I)


@dataclass(frozen=True)
class ImportedPrompt:
    """A prompt of an imported file, with the basket that was in force when it came."""

    topic: str
    text: str
    is_branded: bool
    basket: Basket


@dataclass(frozen=True)
class Situation:
    """Everything of one website that this stage depends on.

    `icps` are the active ones in order; `places` gives the number of every ICP, superseded or not.
    """

    website: Website
    history: Sequence[Basket]
    tracked: Sequence[TrackedBrand]
    overrides: Sequence[PromptOverride]
    imported: Sequence[ImportedPrompt]
    icps: Sequence[Row]
    places: Mapping[str, int]
    analysis: Row | None
    locale: str

    @property
    def basket(self) -> Basket:
        """The basket that asked for the generated content in force."""
        return generation(self.history)

    @property
    def newest(self) -> Basket:
        """The newest basket, overrides included."""
        return self.history[-1]

    def time_of(self, version: int) -> datetime:
        """When a basket version was decided."""
        return next(one.created_at for one in self.history if one.version == version)

    @property
    def guarded(self) -> tuple[str, ...]:
        """Names that make a prompt branded."""
        return guarded_names(self.tracked)

    @property
    def subject(self) -> Subject:
        """What the conversations are about."""
        main = json.loads(self.analysis["primary_offerings"])[0] if self.analysis else {}
        own = [one.name for one in self.tracked if one.role == "own"]
        rivals = [one.name for one in self.tracked if one.role == "competitor"]
        return Subject(
            category=main.get("category") or "product",
            location=main.get("location"),
            own_brand=own[0] if own else None,
            rivals=tuple(rivals),
            guarded=self.guarded,
        )


def read(partition: str, lake: Lake, control: ControlPlane, objects: Objects) -> Situation:
    """Read the situation of one website.

    Raises:
        MissingDataError: when its ICPs or analysis were never made.
    """
    from resources.control_plane import baskets, brands, overrides, simulations, websites

    with control.begin() as db:
        website = websites.find(db, partition)
        history = baskets.history(db, website.id)
        tracked = brands.tracked(db, website.id)
        wishes = overrides.prompts(db, website.id)
        runs = simulations.imports(db, website.id)
    analyses = lake.read_rows(audience.website_analysis, partition)
    customers = lake.read_rows(audience.icps, partition)
    return Situation(
        website=website,
        history=history,
        tracked=tracked,
        overrides=wishes,
        imported=_read_imports(runs, history, objects),
        icps=sorted(active(customers), key=lambda row: int(row["sequence_number"])),
        places={row["id"]: int(row["sequence_number"]) for row in customers},
        analysis=analyses[0] if analyses else None,
        locale=_locale(lake.read_rows_if_there(audience.scraped_pages, partition), objects),
    )


def _read_imports(
    runs: Sequence[SimulationRun], history: Sequence[Basket], objects: Objects
) -> list[ImportedPrompt]:
    """Each prompt of a topic once, in the order of first appearance."""
    from resources.imports import read_lines

    found: dict[tuple[str, str], ImportedPrompt] = {}
    for run in runs:
        basket = in_force_at(history, run.created_at)
        for line in read_lines(objects.get(run.source_path or "")).lines:
            key = (line.topic, line.prompt)
            known = found.get(key)
            branded = bool(line.is_branded) or (known is not None and known.is_branded)
            first = known.basket if known else basket
            found[key] = ImportedPrompt(line.topic, line.prompt, branded, first)
    return list(found.values())


def _locale(pages: Sequence[Mapping[str, Any]], objects: Objects) -> str:
    """Language of the homepage's `<html lang>`; the default where it does not say."""
    homes = [row for row in pages if row["page_type"] == "homepage" and row["content_html_path"]]
    if not homes:
        return DEFAULT_LOCALE
    match = _LANG.search(objects.get(homes[0]["content_html_path"])[:20_000])
    if match is None:
        return DEFAULT_LOCALE
    language, *rest = match.group(1).decode("ascii").split("-")
    region = [part.upper() if len(part) == 2 else part for part in rest]
    tag = "-".join([language.lower(), *region])
    return DEFAULT_LOCALE if tag == "en" else tag


def english(locale: str) -> str:
    """The locale of a text that rules wrote: they write English only."""
    return locale if locale.split("-", maxsplit=1)[0] == "en" else DEFAULT_LOCALE
