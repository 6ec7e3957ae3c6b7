"""What a drill of a month found, as a page for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_AUTOMATION = "__ASSET_JOB"
_HEAD = """# A month by itself

{days} days, {websites} website(s), each of an organization and time zone of its own (the last of
several comes in the middle), {providers} providers as processes of their own, a fake clock, and
Dagster's own iterations of sensors, schedule, automation, queue, monitoring and retries
(`tests/drills/month`).
The month is lived twice, once with faults: 429 with Retry-After, 500, 503, timeouts, resets,
truncated, broken and slow answers, runs that are killed while they ask and while they publish, and
a daemon that is switched off for thirty hours (from five days on). In both somebody decides about
a name, replaces a model and adds a website. Nobody materialises anything by hand; at the end the
providers' bills are taken in (`onevice spend reconcile --settle`). Made by `make drill`.

Smaller than life: two conversations a website, and the daemon looks every two fake hours. Left out
of the comparison are times, attempts and sums of money, column by column in `contents.py`. Runs are
killed where no call is out: the outcome of one that is stays unknown, counts as spent and is left
to people (`--retry-unknown`), so such a day would lack an answer.

Measured on {on}: {machine}. {seconds} s for both months side by side. {partitions_compared}
partitions and copies with {rows_compared} rows were compared.

"""


def write_report(result: Mapping[str, Any]) -> str:
    """The page, as Markdown."""
    clean, faults = result["clean"], result["faults"]
    lines = [_HEAD.format(**result), "| | clean | with faults |", "| --- | ---: | ---: |"]
    for name in ("calls", "attempts", "ledger_before_bills_usd", "ledger_usd", "billed_usd"):
        lines.append(f"| {_words(name)} | {clean['money'][name]} | {faults['money'][name]} |")
    for what in sorted({*clean["money"]["calls_by_what"], *faults["money"]["calls_by_what"]}):
        counts = [one["money"]["calls_by_what"].get(what, 0) for one in (clean, faults)]
        lines.append(f"| calls: {what} | {counts[0]} | {counts[1]} |")
    for job in sorted({*clean["runs"], *faults["runs"]}):
        told = [_tell_runs(one["runs"].get(job, {})) for one in (clean, faults)]
        lines.append(
            f"| runs of `{job.replace(_AUTOMATION, 'automation')}` | {told[0]} | {told[1]} |"
        )
    lines.append(f"| runs that were killed | 0 | {sum(faults['killed'].values())} |")
    lines += ["", "| promise | |", "| --- | --- |"]
    for what, broken_by in result["promises"].items():
        lines.append(f"| {what} | {'**broken**' if broken_by else 'kept'} |")
    broken = [one for found in result["promises"].values() for one in found]
    shown = [f"- {one}" for one in broken[:20]]
    return "\n".join(
        [*lines, *(["", f"Broken {len(broken)} times:", *shown] if broken else []), ""]
    )


def _words(name: str) -> str:
    return name.replace("_", " ").replace(" usd", ", USD")


def _tell_runs(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {status.lower()}" for status, count in sorted(counted.items()))
