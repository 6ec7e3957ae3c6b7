"""Every number and every copy at the end of a month, as text that can be compared.

What is left out is named here, column by column: when something was asked, how long it took, and
which attempt it was. Of `spending` the sums of money are left out, for faults cost money; they
are compared with the ledger instead (`money`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

IGNORED: Mapping[str, frozenset[str]] = {
    "": frozenset({"asked_at", "latency_ms", "attempt_id"}),
    "scraped_pages": frozenset({"scraped_at"}),
    "website_content": frozenset({"scraped_at"}),
    "website_analysis": frozenset({"analyzed_at"}),
    "brand_mentions": frozenset({"timestamp"}),
    "canary_responses": frozenset({"payload_path"}),
    "spending": frozenset(
        {
            "call_count",
            "failed_count",
            "estimated_usd",
            "cost_usd",
            "cost_per_answer_usd",
            "cost_per_mention_usd",
            "cost_per_verdict_usd",
        }
    ),
}

HISTORIES = frozenset({"llm_brand_state_versions"})
"""Tables of how a day was read before: a day that was asked late was never read otherwise."""

Contents = dict[str, list[str]]


def read_contents(resources: Mapping[str, Any]) -> Contents:
    """Rows of every partition of the lake and of every copy, by `where table partition`."""
    found: Contents = {}
    for name, rows in (*_read_lake(resources["lake"]), *_read_copies(resources)):
        found[name] = sorted(rows)
    return found


def find_differences(one: Contents, other: Contents) -> list[str]:
    """Names whose rows are not the same in both, each with the first rows that differ."""
    differing = []
    for name in sorted(one.keys() | other.keys()):
        left, right = set(one.get(name, ["-"])), set(other.get(name, ["-"]))
        if one.get(name) != other.get(name):
            shown = [*sorted(left - right)[:1], *sorted(right - left)[:1]]
            differing.append("\n    ".join([name, *shown]))
    return differing


def _read_lake(lake: Any) -> Iterator[tuple[str, list[str]]]:
    from onevice_assets.tables import ALL

    for table in (one for one in ALL.values() if one.name not in HISTORIES):
        for partition in lake.partitions(table):
            rows = lake.read_rows(table, partition)
            yield f"lake {table.name} {partition}", [_tell(table.name, row) for row in rows]


def _read_copies(resources: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    from types import SimpleNamespace

    from onevice_assets.every_copy import list_all_work

    for copy, scope in list_all_work(resources["lake"], resources["control"]):
        projection = copy.make(SimpleNamespace(**resources))
        for name, rows in projection.read(scope).items():
            told = [_tell(name, row) for row in rows.to_pylist()]
            yield f"{copy.store} {name} {scope.partition}", told


def _tell(table: str, row: Mapping[str, Any]) -> str:
    left_out = IGNORED[""] | IGNORED.get(table, frozenset())
    kept = {name: value for name, value in row.items() if name not in left_out}
    return json.dumps(kept, sort_keys=True, default=str, ensure_ascii=False)
