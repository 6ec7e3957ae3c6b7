"""One value of one metric."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """A value with its labels.

    Attributes:
        metric: its name in the catalogue.
        labels: the catalogue's labels of it, in their order; no text of a person, no id.
        value: in the unit its name ends with.
    """

    metric: str
    labels: tuple[str, ...]
    value: float
