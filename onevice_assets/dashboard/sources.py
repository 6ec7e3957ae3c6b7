"""What the page reads from: the lake, the control plane, and where sessions are."""

from __future__ import annotations

from dataclasses import dataclass

from onevice_assets.dashboard.remember import RememberingLake
from resources.control_plane.resource import ControlPlane
from resources.redis_store import RedisStore


@dataclass(frozen=True)
class Sources:
    """Stores of a running page; Redis is asked only where people sign in."""

    lake: RememberingLake
    control: ControlPlane
    store: RedisStore
