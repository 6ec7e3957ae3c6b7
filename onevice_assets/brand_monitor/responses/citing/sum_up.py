"""What a materialisation of `answer_citations` tells: whose pages, and cited or found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onevice_assets.tables.citations import OWNERSHIPS

_MOST_SHOWN = 10


@dataclass(slots=True)
class Tally:
    """Counts over partitions, so that a range of days need not lie in memory.

    Attributes:
        left_out: addresses that name no page, by reason.
    """

    left_out: Counter[str] = field(default_factory=Counter)
    _answers: int = 0
    _owners: Counter[str] = field(default_factory=Counter)
    _said: Counter[bool | None] = field(default_factory=Counter)
    _domains: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Count the rows of one more partition."""
        self._answers += len({row["llm_response_id"] for row in rows})
        self._owners.update(row["ownership"] for row in rows)
        self._said.update(row["is_cited"] for row in rows)
        seen = {(row["llm_response_id"], row["domain"], _name_owner(row)) for row in rows}
        self._domains.update((domain, owner) for _, domain, owner in seen)

    def summarize(self) -> dict[str, Any]:
        """Metadata over all partitions of a materialisation.

        Returns:
            Answers with a source, sources by what is known of them, share of each ownership among
            all sources (0–1; absent where there is no source), addresses left out by reason.
        """
        rows = self._owners.total()
        shares = {f"{name}_share": self._owners[name] / rows for name in OWNERSHIPS if rows}
        return {
            "answers_with_sources": self._answers,
            "cited": self._said[True],
            "found_only": self._said[False],
            "not_told_apart": self._said[None],
            **shares,
            "left_out": self.left_out.total(),
            "left_out_by_reason": dict(self.left_out),
        }

    def preview(self) -> list[dict[str, object]]:
        """The ten domains that most answers have as a source, with whose they are."""
        most = sorted(self._domains.items(), key=lambda one: (-one[1], one[0]))[:_MOST_SHOWN]
        return [
            {"domain": domain, "owner": owner, "answers": count} for (domain, owner), count in most
        ]


def _name_owner(row: Mapping[str, Any]) -> str:
    return str(row["owner_brand_name"] or row["ownership"])
