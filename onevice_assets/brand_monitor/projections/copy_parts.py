"""What a copy of the monitor in a store is declared as: its parts by website and by day.

The copies themselves are in `list_projections.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onevice_assets.publishing.projection import Cut, Projection, Scope
from onevice_assets.publishing.scopes import list_scopes
from onevice_assets.publishing.store_copy import StoreCopy
from onevice_assets.tables import answers, audience, marts
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.table_schema import Column


@dataclass(frozen=True)
class Part:
    """The part of a copy that is cut by website, or by day and website.

    Attributes:
        name: last part of the asset's key.
        sources: lake tables it copies.
        description: what the UI says of it; the first line is one sentence.
        columns: what its rows hold, `table.column` each.
        stage: whose group the asset is in.
        tell: what the asset shows beside counts, from the run's resources and a scope.
        is_window: the store shows one window of days at a time, which every publish of a day makes
            whole: of a range only the newest day is published to it.
    """

    name: str
    sources: Sequence[str]
    description: str
    columns: Sequence[Column] = ()
    stage: str = "projections"
    tell: Callable[[Any, Scope], Mapping[str, Any]] | None = None
    is_window: bool = False


@dataclass(frozen=True)
class Copy:
    """One store's copy.

    Attributes:
        store: as in `Projection.store`; the middle part of the asset's key.
        resources: names of the resources that `make` takes from those of the run.
        make: makes the projection; the import of its driver stands in there.
        kinds: what the UI shows.
    """

    store: str
    resources: frozenset[str]
    make: Callable[[Any], Projection]
    kinds: frozenset[str]
    website: Part | None = None
    day: Part | None = None
    code_version: str = field(default="1")

    def part(self, cut: Cut) -> Part | None:
        """The part that is cut so; none where the store holds no such rows."""
        return {"website": self.website, "day": self.day}.get(cut)

    def register(self) -> StoreCopy:
        """The same, as drift and rebuilds know it."""
        cuts: tuple[Cut, ...] = ("website", "day")
        names = {
            cut: ("brand_monitor", self.store, part.name)
            for cut in cuts
            if (part := self.part(cut))
        }
        return StoreCopy(
            "brand_monitor", self.store, self.resources, self.make, names, list_own_scopes
        )


def list_own_scopes(lake: Lake, control: ControlPlane) -> list[Scope]:
    """Every website and day that has prompts, answers or numbers in the lake, of those watched.

    A day's numbers outlive its answers (`upkeep/retention`); its copies then hold the numbers.
    """
    tables = (audience.prompts, answers.llm_responses, marts.share_of_voice)
    return list_scopes(lake, control, tables)
