"""How many calls a provider gets at once: fewer when it says "too many", slowly more after.

Additive increase, multiplicative decrease, as TCP does it (Chiu and Jain 1989), with one
difference: a provider that now and then answers 429 is not overloaded by us. The number is halved
when more than a fifth of a round of answers were such (a round is as many as are allowed at once).
"""

from __future__ import annotations

from dataclasses import dataclass, field

_THROTTLED_SHARE = 0.2
_STEPS_BACK = 20


@dataclass
class Room:
    """Calls in flight that one asker allows itself; used from one event loop.

    Attributes:
        most: the provider's `concurrency`, at least 1.
        allowed: as many as now; from 1 to `most`.
        generation: how often it was halved; a call remembers it, because what was sent before
            says nothing about the smaller number.
    """

    most: int
    allowed: int = field(init=False)
    generation: int = 0
    _answers: int = 0
    _throttled: int = 0

    def __post_init__(self) -> None:
        self.most = max(1, self.most)
        self.allowed = self.most

    def note(self, *, throttled: bool, generation: int) -> None:
        """Note how a call ended that was sent in a generation."""
        if generation != self.generation:
            return
        self._answers += 1
        self._throttled += throttled
        if throttled and self._throttled > _THROTTLED_SHARE * self.allowed:
            self.generation += 1
            self._set(self.allowed // 2)
        elif self._answers >= self.allowed:
            self._set(self.allowed + max(1, self.most // _STEPS_BACK))

    def _set(self, allowed: int) -> None:
        self.allowed = min(self.most, max(1, allowed))
        self._answers = self._throttled = 0
