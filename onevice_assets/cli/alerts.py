"""`onevice alerts`: whose verdict turned on a day, who was told of it, and a test of the channels.

Looking sends nothing; `--test` sends one notice by every channel that is set, beside the account.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import DayOption, JsonOption, WebsiteOption, find_day
from onevice_assets.cli.output import print_json, print_rows, say, say_error
from onevice_assets.cli.session import Session
from onevice_assets.measures.tell_percent import percent
from onevice_assets.partitions import join_key

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.share_of_voice.verdicts.tell_alerts import Due
    from resources.notifications.notice import Notice

_STATUS = {"sent": "sent", "failed": "failed", "claimed": "unknown"}


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(alerts)


def alerts(
    website: WebsiteOption = None,
    day: DayOption = None,
    test: Annotated[
        bool, typer.Option("--test", help="Send a test by every channel that is set; not counted")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show which brands turned up or down on a day, and what people were told of it."""
    session = Session()
    if test:
        _test_channels(session, website, as_json)
        return
    key = session.website(website).key
    told = collect_alerts(
        session, key, find_day(session, key, "visibility_verdicts", day), datetime.now(UTC).date()
    )
    if as_json:
        print_json(told)
    else:
        _print(told)


def collect_alerts(session: Session, website: str, day: str, today: date) -> dict[str, Any]:
    """Gather a day's alerts, what became of each by channel, and what cannot be said.

    Args:
        session: the command's.
        website: the website's key.
        day: the day they are about, ISO.
        today: decides which channels a notice that is not sent yet would go by.
    """
    from onevice_assets.brand_monitor.share_of_voice.verdicts.tell_alerts import list_due

    lake, channels = session.resources["lake"], session.resources["notifier"].channels
    account = _read_account(session, website, day)
    found = [
        {
            **due.notice.payload(),
            "turns": due.alert.tell_turns(),
            "channels": _tell_channels(due, account),
        }
        for due in list_due(lake, website, date.fromisoformat(day), today, channels)
    ]
    missing = _list_missing(session, join_key(day, website))
    return {"website": website, "day": day, "alerts": found, "missing_verdicts": missing}


def _list_missing(session: Session, partition: str) -> list[dict[str, Any]]:
    """What cannot be said about the own brand, and what to do."""
    from onevice_assets.brand_monitor.share_of_voice.verdicts.find_alerts import (
        find_missing_verdicts,
    )
    from onevice_assets.measures.tell_verdict import tell_remedy
    from onevice_assets.tables.verdicts import visibility_verdicts

    return [
        {
            "brand": row["brand_name"],
            "measure": row["measure"],
            "reason": row["reason"],
            "what_to_do": tell_remedy(row["reason"]),
        }
        for row in find_missing_verdicts(
            session.resources["lake"].read_rows(visibility_verdicts, partition)
        )
    ]


def _read_account(session: Session, website: str, day: str) -> list[dict[str, Any]]:
    from resources.control_plane import listing

    with session.resources["control"].begin() as db:
        rows = listing.rows(db, "notices")
    return [
        row
        for row in rows
        if row["brand"] and (row["website"], row["day"].isoformat()) == (website, day)
    ]


def _tell_channels(due: Due, account: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each channel's outcome: `sent`, `failed`, `unknown`, or `due` at the next run."""
    from resources.identity import normalize_brand_name

    brand = normalize_brand_name(due.notice.brand)
    told = [
        {
            "channel": row["channel"],
            "outcome": _STATUS[row["status"]],
            "at": row["settled_at"] or row["claimed_at"],
            "title": row["title"],
            "error": row["error"],
        }
        for row in account
        if normalize_brand_name(row["brand"]) == brand
    ]
    open_ = [one for one in due.channels if one not in {row["channel"] for row in told}]
    return [*told, *({"channel": one, "outcome": "due"} for one in open_)]


def _print(told: dict[str, Any]) -> None:
    if not told["alerts"]:
        say(f"No verdict of {escape(told['website'])} turned on {told['day']}.")
    else:
        rows = [_row(one, turn) for one in told["alerts"] for turn in one["turns"]]
        print_rows(f"Turned on {told['day']}, {told['website']}", rows, list(rows[0]))
    for one in told["alerts"]:
        for channel in one["channels"]:
            why = f": {channel['error']}" if channel.get("error") else ""
            say(escape(f"{one['brand']} · {channel['channel']} {channel['outcome']}{why}"))
    missing = {(row["brand"], row["what_to_do"]): None for row in told["missing_verdicts"]}
    for brand, remedy in missing:
        say(f"[yellow]No verdict on {escape(brand)}.[/] {escape(remedy)}")


def _row(alert: dict[str, Any], turn: dict[str, Any]) -> dict[str, Any]:
    return {
        "brand": alert["brand"],
        "role": turn["role"],
        "measure": turn["measure"],
        "verdict": turn["verdict"],
        "from": percent(turn["rate_before"]),
        "to": percent(turn["rate_after"]),
        "q_value": turn["q_value"],
        "before": f"{turn['verdict_before']} {turn['day_before']}"
        if turn["day_before"]
        else "no verdict",
    }


def _test_channels(session: Session, website: str | None, as_json: bool) -> None:
    """Send a test by each channel; the command fails where one does not take it."""
    from resources.errors import ConfigurationError, DeliveryError

    notifier = session.resources["notifier"]
    notice = _write_test(session.website(website).key if website else "test")
    errors: dict[str, str | None] = {}
    for channel in notifier.channels:
        try:
            notifier.send(channel, notice)
            errors[channel] = None
        except (DeliveryError, ConfigurationError) as error:
            errors[channel] = str(error)
    if as_json:
        print_json([{"channel": one, "error": reason} for one, reason in errors.items()])
    else:
        for channel, reason in errors.items():
            if reason is None:
                say(f"{channel}: the test was sent")
            else:
                say_error(f"{channel}: {reason}")
    if any(errors.values()):
        raise typer.Exit(1)


def _write_test(website: str) -> Notice:
    from resources.notifications.notice import Notice

    now = datetime.now(UTC)
    return Notice(
        title="Test: OneVice can reach you by this channel",
        body="Somebody ran `onevice alerts --test`. No brand changed.",
        severity="warning",  # what the log shows without being asked to
        website=website,
        brand=f"test {now:%H:%M:%S.%f}",  # each test has an id of its own
        day=now.date(),
        facts={"is_test": True},
    )
