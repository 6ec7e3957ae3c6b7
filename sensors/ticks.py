"""What every sensor's tick has in common: a store that is away, and the time it may take.

Dagster ends a tick after 60 s and then nothing of it counts. Ours stop by themselves long before
and go on at the next tick from what is written down.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

import dagster as dg

from resources.errors import ConfigurationError, StoreError

P = ParamSpec("P")
R = TypeVar("R")

TICK_S = 20.0


def skip_when_down(tick: Callable[P, R]) -> Callable[P, R | dg.SkipReason]:
    """Make a tick end with a SkipReason, its cursor unmoved, where a store does not answer."""

    @functools.wraps(tick)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | dg.SkipReason:
        try:
            return tick(*args, **kwargs)
        except (StoreError, ConfigurationError) as error:
            return dg.SkipReason(str(error))

    return guarded


@dataclass(frozen=True)
class Budget:
    """How long a tick may go on.

    Attributes:
        seconds: from when it was made.
    """

    seconds: float = TICK_S
    _begun: float = field(default_factory=time.monotonic)

    def is_spent(self) -> bool:
        """Whether nothing new is to be begun."""
        return time.monotonic() - self._begun >= self.seconds
