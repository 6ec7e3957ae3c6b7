"""What came of a drill of faults, as a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_HEAD = """# Faults: what a platform on real servers survives

`python -m tests.drills.drill_faults` lives the same days twice, on PostgreSQL, Neo4j, Redis,
Elasticsearch and S3 of their own: undisturbed, and with the faults below while commands and queued
runs were at work ([how](../how-to/fault-drill.md)). Made by `make drill`; rows and first
differences stand in [faults.json](faults.json).
"""


def write_report(result: Mapping[str, Any]) -> str:
    """The page, from what `drill_faults` found."""
    survived, tries = result["survived"], result["tries"]
    facts = {
        "on": result["on"],
        "machine": f"{result['machine']}, load {', '.join(map(str, result['load']))}",
        "minutes": round(result["seconds"] / 60),
        "faults survived": sum(survived.values()),
        "days lived": len(result["days"]),
        "commands that ended well": len(tries),
        "times they were typed": sum(tries),
        "commands with a wrong clock": result["clock_wrong"],
        "rows compared": result["rows_compared"],
        "answers paid for": result["paid_calls"],
        "calls with an outcome nobody knows, or none": result["unknown"],
    }
    kept = {what: _tell(broken) for what, broken in result["promises"].items()}
    tables = (("what", "found", facts), ("fault", "times", survived), ("promise", "kept", kept))
    return "\n".join([_HEAD, *(_table(*one) for one in tables)])


def _tell(broken: list[str]) -> str:
    return f"no: {len(broken)}, the first is `{broken[0].splitlines()[0]}`" if broken else "yes"


def _table(left: str, right: str, rows: Mapping[str, Any]) -> str:
    lines = [f"| {name} | {value} |" for name, value in rows.items()]
    return "\n".join([f"| {left} | {right} |", "| --- | --- |", *lines, ""])
