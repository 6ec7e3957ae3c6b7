"""What `onevice status` says beside the stores: queues, money, days, failed partitions.

The numbers are the exporter's own (`onevice metrics`), read once; a source that cannot be read is
said to be unknown, and what would have to be started for it is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from onevice_assets.cli.status_section import Section

if TYPE_CHECKING:
    from onevice_assets.cli.metrics import Platform
    from onevice_assets.cli.session import Session
    from onevice_assets.observing.failed_partitions import FailedPartitions
    from resources.resilience.health import Health

_MOST_LINES = 5
_NEEDS = {"control": "control", "redis": "redis", "inboxes": "objects", "limits": "control"}
_NEEDS |= {"ledger": "control", "days": "control"}
Found = Mapping[str, Mapping[tuple[str, ...], float]]


def look_at_queues(session: Session, health: Mapping[str, Health]) -> Section:
    """What waits, in one line."""
    found, unknown = _read(session, health, "runs", "control", "redis", "inboxes")
    rows = [
        {"metric": metric, "of": " ".join(labels), "value": value}
        for metric, values in found.items()
        for labels, value in values.items()
        if value
    ]
    told = [
        *_count(found, "onevice_runs", "run"),
        *_count(found, "onevice_simulations", "simulation"),
        *_count(found, "onevice_queue_jobs", "job"),
        *_count(found, "onevice_inbox_files", "file"),
        *_count(found, "onevice_webhook_deliveries_waiting", "delivery"),
        *(f"unknown: {name}" for name in unknown),
    ]
    columns = ("metric", "of", "value")
    return Section(
        "queues", "Queues", rows, columns, brief=[f"Waiting   {', '.join(told) or 'nothing'}"]
    )


def look_at_money(session: Session, health: Mapping[str, Health]) -> Section:
    """What is spent of each limit, the fullest first."""
    found, unknown = _read(session, health, "limits")
    if unknown:
        return _unknown("money", "Money")
    spent = found.get("onevice_limit_spent_usd", {})
    rows: list[dict[str, Any]] = [
        {
            "organization": organization,
            "website": website,
            "period": "day (MAX_USD)" if period == "ceiling" else period,
            "spent_usd": spent[organization, website, period],
            "limit_usd": limit,
        }
        for (organization, website, period), limit in found.get("onevice_limit_usd", {}).items()
    ]
    rows.sort(key=lambda row: -row["spent_usd"] / (row["limit_usd"] or 1))
    lines = [
        f"USD {row['spent_usd']:.4f} of {row['limit_usd']:.2f} a {row['period']}, "
        f"{row['website'] or row['organization']}"
        for row in rows
    ]
    columns = ("organization", "website", "period", "spent_usd", "limit_usd")
    return Section("money", "Money", rows, columns, brief=_block("Money", lines))


def look_at_days(session: Session, health: Mapping[str, Health]) -> Section:
    """How far behind each website is, the furthest first."""
    from onevice_assets.observing.read_days import list_newest

    found, unknown = _read(session, health, "days")
    if unknown:
        return _unknown("days", "Days")
    del found  # the same, as rows: with websites that have none
    now = datetime.now(UTC)
    newest = list_newest(session.resources["control"], session.resources["lake"])
    newest.sort(key=lambda one: (one.day or date.min, one.website))
    rows = [
        {"website": one.website, "newest_day": one.day, "hours_behind": _hours(one.lag(now))}
        for one in newest
    ]
    lines = [
        f"{row['website']}: {row['newest_day'] or 'no day yet'}"
        + (f", {row['hours_behind']:.0f} h behind" if row["hours_behind"] else "")
        for row in rows
    ]
    columns = ("website", "newest_day", "hours_behind")
    return Section(
        "days", "Newest complete day", rows, columns, brief=_block("Days", lines or ["no website"])
    )


def look_at_partitions(session: Session, _health: Mapping[str, Health]) -> Section:
    """Partitions that a run left failed, and what to type."""
    from onevice_assets.cli.metrics import Platform
    from onevice_assets.observing.failed_partitions import tell_failed

    found = _find_failed(Platform(session))
    if found is None:
        return _unknown("failed_partitions", "Failed")
    rows = [vars(one) for one in found]
    lines = tell_failed(found)
    brief = [f"{one.asset}: {len(one.partitions)}, as {one.partitions[0]}" for one in found]
    hint = ["why: `onevice show run_failures`; then materialize them again"] if found else []
    more = [f"and {len(brief) - 3} more assets: --verbose"] if len(brief) > 3 else []
    return Section(
        "failed_partitions",
        "Failed partitions" if found else "No partition is left failed.",
        rows,
        ("asset", "job"),
        lines=lines,
        brief=_block("Failed", [*brief[:3], *more, *hint] or ["no partition"]),
    )


def _find_failed(platform: Platform) -> list[FailedPartitions] | None:
    """Failed partitions; none known where Dagster's storage does not answer."""
    from onevice_assets.observing.exporter import Source
    from onevice_assets.observing.failed_partitions import has_failures, list_failed

    kept: list[FailedPartitions] = []

    def read() -> Iterator[None]:
        instance = platform.open_instance()
        if has_failures(instance):
            kept.extend(list_failed(instance, platform.load_assets()))
        yield from ()

    source = Source("partitions", read)  # type: ignore[arg-type]
    source.look()
    return kept if source.is_up else None


def _read(
    session: Session, health: Mapping[str, Health], *names: str
) -> tuple[Found, tuple[str, ...]]:
    """What some sources say, by metric and labels; and those that cannot tell."""
    from onevice_assets.cli.metrics import make_exporter
    from onevice_assets.observing.exporter import by_metric

    chosen = [one for one in make_exporter(session).sources if one.name in names]
    asked = [one for one in chosen if _is_at_hand(health, one.name)]
    for one in asked:
        one.look()
    away = [one for one in chosen if one not in asked and _is_failing(health, one.name)]
    silent = [one.name for one in asked if not one.is_up] + [one.name for one in away]
    if "control" in {_NEEDS.get(name) for name in names} and not health["control"].is_up:
        silent += [one.name for one in chosen if _NEEDS.get(one.name) == "control"]
    samples = (sample for one in asked for sample in one.samples)
    return by_metric(samples), tuple(dict.fromkeys(silent))


def _is_at_hand(health: Mapping[str, Health], source: str) -> bool:
    store = _NEEDS.get(source)
    return store is None or store not in health or health[store].is_up


def _is_failing(health: Mapping[str, Health], source: str) -> bool:
    store = _NEEDS.get(source)
    return store is not None and store in health and health[store].is_failing


def _count(found: Found, metric: str, noun: str) -> Iterator[str]:
    """`2 runs started`, by the last label; only what there is."""
    for labels, value in found.get(metric, {}).items():
        if value:
            many = "" if value == 1 else "s"
            plural = noun.replace("delivery", "deliverie") if many else noun
            yield f"{value:.0f} {plural}{many} {labels[-1]}"


def _block(title: str, lines: list[str]) -> list[str]:
    """Lines below a word, each within 80 columns; at most five, the rest counted."""
    shown = lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        shown.append(f"and {len(lines) - _MOST_LINES} more: --verbose")
    heads = [title, *[""] * len(shown)]
    return [f"{head:<9} {line}"[:80] for head, line in zip(heads, shown, strict=False)]


def _hours(lag: object) -> float | None:
    from datetime import timedelta

    return round(lag / timedelta(hours=1), 1) if isinstance(lag, timedelta) else None


def _unknown(name: str, title: str) -> Section:
    return Section(name, f"{title}: not known.", None, brief=[f"{title:<9} not known"])
