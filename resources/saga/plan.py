"""What a saga is made of. Not here: in which order and how often each part is called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from resources.identity import new_id


class Step(Protocol):
    """One store's part. Each method may be called again, after a crash at any point of it.

    What a method raises decides: a `StoreError` is tried again, anything else is for good.
    """

    @property
    def name(self) -> str:
        """Name in the log, unique in the saga: the store's."""

    def fingerprint(self) -> str:
        """What `do` would bring about; a step done under another one is done again."""

    def detail(self) -> Mapping[str, Any]:
        """What `do` would bring about, in figures for people; kept in the log as JSON."""

    def keep(self) -> bool:
        """Keep durably what `undo` needs; false where nothing is to be done."""

    def do(self) -> None:
        """Bring the change about."""

    def undo(self) -> None:
        """Bring back what `keep` kept."""


def _prepare_nothing(names: Collection[str]) -> None:
    """Leave everything as it is."""


def _tidy_nothing() -> None:
    """Leave everything as it is."""


@dataclass(frozen=True)
class Plan:
    """Steps a saga may have, in order.

    Attributes:
        steps: done in this order, undone in the other; those the saga does not have are left out.
        prepare: called with the names of the saga's steps before the first, and again when it is
            resumed forwards; when it raises, nothing more is done and what was done is undone.
        tidy: called when the saga has ended either way; removes what the steps kept.
        goes_back: whether what was done is undone where a step fails for good. A saga whose first
            store is the truth, changed as it opened, only goes on: it stays open until every copy
            agrees; no step is ever asked to keep or to undo, nothing is prepared or tidied, and
            each may be done again at any time (`onward.py`).
        forget: of a saga that only goes on, keys of its payload to drop once it has ended.
    """

    steps: Sequence[Step]
    prepare: Callable[[Collection[str]], None] = _prepare_nothing
    tidy: Callable[[], None] = _tidy_nothing
    goes_back: bool = True
    forget: Sequence[str] = ()


@dataclass(frozen=True)
class AgainStep:
    """A step that is its own undoing: forgetting what is cached, whichever way the saga ends."""

    name: str
    again: Callable[[], None]

    def fingerprint(self) -> str:
        """Never the same: what was forgotten before may have been taken in again."""
        return new_id()

    def detail(self) -> Mapping[str, Any]:
        """There is nothing to count."""
        return {}

    def keep(self) -> bool:
        """There is nothing to keep, and always something to do."""
        return True

    def do(self) -> None:
        """Do it."""
        self.again()

    def undo(self) -> None:
        """Do it again."""
        self.again()
