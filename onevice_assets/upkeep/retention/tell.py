"""The retention table for people: rows for the command, Markdown for docs/how-to/retention.md."""

from __future__ import annotations

from onevice_assets.upkeep.retention.data_type import DataType
from onevice_assets.upkeep.retention.data_types import ALL
from resources.redis_keys.siblings import EVERY_KEY

BEGIN, END = "<!-- retention table: begin -->", "<!-- retention table: end -->"
_OURS = "ours"


def list_rows() -> list[dict[str, str]]:
    """One row for each data type, in the order of the declaration."""
    return [_row(one) for one in ALL]


def write_tables() -> str:
    """Both generated tables as Markdown: data types, and Redis keys with their ends."""
    types = [{**_row(one), "why": one.why} for one in ALL]
    keys = [
        {
            "key": f"`{one.system}:{one.pattern}`",
            "ends after": str(one.ttl) if one.ttl else "by whoever ends its work",
            "seed": one.seed or _OURS,
            "holds": one.holds,
        }
        for one in EVERY_KEY
    ]
    return f"{_markdown(types)}\n\n### Keys in Redis\n\n{_markdown(keys)}"


def replace_tables(page: str) -> str:
    """The page with its generated part made anew; raises ValueError where it has none."""
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{write_tables()}\n{END}{after}"


def _row(one: DataType) -> dict[str, str]:
    return {
        "data type": one.name,
        "what": one.what,
        "where": one.where,
        "kept": _tell_period(one),
        "by": one.by or "–",
        "archived": _tell_archive(one),
        "seed": one.seed or _OURS,
    }


def _tell_period(one: DataType) -> str:
    if one.days is not None:
        return f"{one.days:,} days"
    return "by its own period" if one.place else "no period"


def _tell_archive(one: DataType) -> str:
    if one.archived_days is None:
        return "for good"
    return f"until {one.archived_days:,} days" if one.archived_days else "no"


def _markdown(rows: list[dict[str, str]]) -> str:
    head = list(rows[0])
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    lines += [
        "| " + " | ".join(row[name].replace("|", "\\|") for name in head) + " |" for row in rows
    ]
    return "\n".join(lines)
