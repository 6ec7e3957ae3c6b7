"""What asking a website's day takes and gives: the resources, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.batching.lines import Waiting
from onevice_assets.brand_monitor.responses.rows import Row
from onevice_assets.brand_monitor.responses.simulate import Outcome

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.lake import Lake
    from resources.llm.resource import LanguageModels
    from resources.object_store import Objects
    from resources.progress import Progress
    from resources.redis_store import RedisStore


@dataclass(frozen=True)
class Stores:
    """The resources one partition needs."""

    lake: Lake
    control: ControlPlane
    objects: Objects
    llm: LanguageModels
    progress: Progress
    redis: RedisStore | None = None


@dataclass
class Day:
    """What became of one partition: its rows, and how they came about; no rows while it waits."""

    rows: list[Row] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)
    waiting: Waiting = field(default_factory=Waiting)
    settings: dict[str, Any] = field(default_factory=dict)
