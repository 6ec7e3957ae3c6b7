"""What was learned of a client's audiences, as the graph has it: what is believed, how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from onevice_assets.campaigns.memory import questions as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandTransaction


@dataclass(frozen=True)
class Learned:
    """One learning relationship.

    Attributes:
        audience_id, audience: whom it is about.
        attribute: as `Tone calm`, `Aesthetic warm`, `Platform instagram`.
        avg_roas: of the campaigns it rests on; none where no revenue is reported.
        sample_size: campaigns × creatives it rests on.
        lift: difference from the audience's usual, shrunk: 0.2 is 20 % more; none: not told.
        lower_bound: least that `lift` is likely to be; none: not told.
        is_believed: whether it is more than chance, by the rule of the learnings (ADR 34).
        reason: why, in their words; empty where they give none.
    """

    audience_id: str
    audience: str
    attribute: str
    avg_roas: float | None
    sample_size: int | None
    lift: float | None
    lower_bound: float | None
    is_believed: bool
    reason: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it is believed that the audience answers better to it than to the rest."""
        return self.is_believed and (self.lift or 0.0) > 0.0

    def tell(self) -> str:
        """One line: what it says and what it rests on."""
        lift = "" if self.lift is None else f" {self.lift:+.0%} against the usual"
        least = "" if self.lower_bound is None else f", at least {self.lower_bound:+.0%}"
        why = self.reason or f"{self.sample_size} samples"
        return f"{self.attribute} for {self.audience}:{lift}{least} ({why})"


def read_learned(transaction: BrandTransaction) -> list[Learned]:
    """What was learned of tones and aesthetics, by audience and attribute."""
    found = [
        to_learned(label, row)
        for label, statement in cypher.READ_LEARNED.items()
        for row in transaction.stream(statement)
    ]
    return sorted(found, key=lambda one: (one.audience, one.audience_id, one.attribute))


def read_platforms(transaction: BrandTransaction) -> list[Learned]:
    """What was learned of platforms, by audience and platform."""
    found = [to_learned("Platform", row) for row in transaction.stream(cypher.READ_BEST_FOR)]
    return sorted(found, key=lambda one: (one.audience, one.audience_id, one.attribute))


def believed_of(learned: Iterable[Learned], audiences: Iterable[str]) -> list[Learned]:
    """What is believed of some audiences, good or bad."""
    wanted = set(audiences)
    return [one for one in learned if one.is_believed and one.audience_id in wanted]


def to_learned(label: str, row: Mapping[str, Any]) -> Learned:
    """A learning relationship as the statements return it."""
    told = row["learned"]
    return Learned(
        audience_id=row["audience_id"],
        audience=row["audience"] or row["audience_id"],
        attribute=f"{label} {row['name']}",
        avg_roas=told.get("avg_roas"),
        sample_size=told.get("sample_size"),
        lift=told.get("shrunk_lift", told.get("lift")),
        lower_bound=told.get("lower_bound"),
        is_believed=told.get("believed") == "yes",
        reason=told.get("reason") or "",
    )
