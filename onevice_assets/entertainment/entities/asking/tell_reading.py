"""What a run says of its reading: by whom, what it cost, what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resources.llm.choose_reader import RULES

if TYPE_CHECKING:
    from onevice_assets.entertainment.entities.asking.ask_parts import Reader

_MOST_REASONS = 5


def tell_reading(reader: Reader | None) -> dict[str, Any]:
    """Metadata of `document_readings`; `reasons` are the most frequent ones."""
    if reader is None:
        return {"reader": RULES, "cost_usd": 0.0}
    return {
        "reader": reader.provider.label,
        "asked": reader.asked,
        "reused": reader.reused,
        "by_rules": reader.refused.total(),
        "reasons": [reason for reason, _ in reader.refused.most_common(_MOST_REASONS)],
        "invented": reader.invented,
        "cost_usd": float(reader.cost_usd),
    }
