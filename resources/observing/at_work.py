"""What this process is working on, for log lines and spans: kept in context variables.

`asyncio` and `contextvars.copy_context` carry them into tasks and threads; a child process begins
with none. No text of an answer and no secret is ever one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token

FIELDS = ("run_id", "job", "step", "partition", "website", "day", "attempt_id", "response_id")
_at_work: ContextVar[Mapping[str, str]] = ContextVar("onevice_at_work", default={})  # noqa: B039


def at_work() -> Mapping[str, str]:
    """What is at work here and now, by `FIELDS`; only those that are known."""
    return _at_work.get()


def begin(**fields: str) -> Token[Mapping[str, str]]:
    """Add to what is at work until `end` is called with what this gives; empty ones are left out.

    Raises:
        ValueError: a field that is none of `FIELDS`.
    """
    unknown = fields.keys() - set(FIELDS)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: what is at work has {', '.join(FIELDS)}.")
    known = {name: value for name, value in fields.items() if value}
    return _at_work.set({**_at_work.get(), **known})


def end(token: Token[Mapping[str, str]]) -> None:
    """Go back to what was at work before."""
    _at_work.reset(token)


@contextmanager
def working_on(**fields: str) -> Iterator[None]:
    """Add to what is at work for the time of a block."""
    token = begin(**fields)
    try:
        yield
    finally:
        end(token)


def read_partition(tags: Mapping[str, str]) -> dict[str, str]:
    """Partition, website and day of a run by its Dagster tags; a range is `first...last`."""
    first = tags.get("dagster/asset_partition_range_start", "")
    last = tags.get("dagster/asset_partition_range_end", "")
    ranged = first if first == last else f"{first}...{last}"
    partition = tags.get("dagster/partition") or ranged
    day, separator, website = partition.partition("...")[0].rpartition("|")
    return {"partition": partition, "website": website if separator else "", "day": day}
