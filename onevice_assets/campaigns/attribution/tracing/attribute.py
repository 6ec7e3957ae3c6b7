"""Purchases and leads to the campaigns and creatives that brought them, by two models.

What counts are touches of the same person within the window before, the moment itself included;
those that nothing tells the origin of count only where there is no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from onevice_assets.campaigns.attribution.tracing.shares import as_share, share_touches
from onevice_assets.tables.campaign_attribution import MODELS
from resources.identity import derived_id

Row = dict[str, Any]

NO_TOUCH: Final = "direct"


@dataclass(frozen=True)
class Subject:
    """A purchase or a lead.

    Attributes:
        kind: `purchase` or `lead`.
        id: of its row.
        person: whose it is, as `join_people` has it.
        at: when it came.
        revenue: what is left of it, in `currency`; none of a lead.
        revenue_usd: the same in US dollars; none where no rate is known.
    """

    kind: str
    id: str
    person: str
    at: datetime
    revenue: float | None = None
    currency: str | None = None
    revenue_usd: float | None = None


def attribute(
    owner: Mapping[str, Any],
    subjects: Iterable[Subject],
    touches: Mapping[str, Sequence[Row]],
    window: timedelta,
) -> list[Row]:
    """Rows of `attributions`.

    Args:
        owner: `organization_id` and `brand_id` of the rows.
        subjects: what is attributed.
        touches: rows of `touches` by person, the oldest first.
        window: how long before a touch counts.
    """
    return [
        {**owner, **row}
        for one in subjects
        for row in _attribute(one, list_counting(one, touches.get(one.person, ()), window))
    ]


def list_counting(subject: Subject, touches: Sequence[Row], window: timedelta) -> list[Row]:
    """Touches that count for a subject: within the window, not direct, the oldest first."""
    first = subject.at - window
    return [
        one for one in touches
        if first <= one["occurred_at"] <= subject.at and not one["is_direct"]
    ]  # fmt: skip


def _attribute(subject: Subject, touches: Sequence[Row]) -> Iterable[Row]:
    for model in MODELS:
        units: defaultdict[tuple[Any, Any, Any], list[int]] = defaultdict(list)
        for one, part in zip(touches, share_touches(model, len(touches) or 1), strict=False):
            if part:
                where = (one["campaign_id"], one["content_id"], one["reason"])
                units[where].append(part)
        if not touches:
            units[(None, None, NO_TOUCH)] = share_touches(model, 1)
        for where, parts in units.items():
            yield _tell(subject, model, where, as_share(sum(parts)), len(parts) if touches else 0)


def _tell(
    subject: Subject, model: str, where: tuple[Any, Any, Any], share: float, touches: int
) -> Row:
    def part(amount: float | None) -> float | None:
        return None if amount is None else amount * share

    campaign_id, content_id, reason = where
    return {
        "id": derived_id(subject.at, "attributions", subject.id, model, *where),
        "subject": subject.kind,
        "purchase_id": subject.id if subject.kind == "purchase" else None,
        "lead_id": subject.id if subject.kind == "lead" else None,
        "model": model,
        "campaign_id": campaign_id,
        "content_id": content_id,
        "reason": reason,
        "share": share,
        "touches": touches,
        "revenue": part(subject.revenue),
        "currency": subject.currency,
        "revenue_usd": part(subject.revenue_usd),
        "occurred_at": subject.at,
    }
