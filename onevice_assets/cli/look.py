"""Looking: `show` a table, `report` a day, `explain` a number down to its sentences."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.output import console, print_json, print_rows, say_more
from onevice_assets.cli.session import Session
from onevice_assets.partitions import join_key, split_key
from resources.errors import InputError, MissingDataError

WebsiteOption = Annotated[
    str | None, typer.Option("--website", "-w", help="Key, domain or name of a website")
]
DayOption = Annotated[str | None, typer.Option("--day", "-d", help="Day, YYYY-MM-DD (UTC)")]
LimitOption = Annotated[int, typer.Option(min=1, help="Rows to print")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program")]

_HIDDEN = ("id", "website_id", "content_text", "response_text", "headings", "created_at")
_SHOWN = {
    "share_of_voice": (
        "brand_name",
        "llm_provider",
        "mention_count",
        "total_responses",
        "mention_rate",
        "share",
        "recommendation_rate",
    ),
}
_SHOWN_OF_PERIODS = (
    "period_start",
    "period_end",
    "brand_name",
    "llm_provider",
    "day_count",
    "mention_count",
    "total_responses",
    "mention_rate",
    "share",
)
_MOST_COLUMNS = 9
_DAYS_TOLD = 5


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(show)
    app.command()(report)
    app.command()(explain)


def show(
    table: Annotated[
        str, typer.Argument(help="Any table, mart or period, e.g. share_of_voice_by_week")
    ],
    website: WebsiteOption = None,
    day: DayOption = None,
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> None:
    """Print the rows of a table: of the lake, a mart, its weeks or months, or a decision."""
    session = Session()
    rows, title = _rows_of(session, table, website, day)
    if as_json:
        print_json(rows[:limit])
        return
    if table == "share_of_voice":
        rows.sort(key=lambda row: (row["llm_provider"], -row["mention_count"], row["brand_name"]))
    counted = "1 row" if len(rows) == 1 else f"{len(rows) or 'no'} rows"
    print_rows(f"{title}: {counted}", rows[:limit], _columns_to_show(table, rows))
    say_more(len(rows), limit)


def _rows_of(
    session: Session, table: str, website: str | None, day: str | None
) -> tuple[list[dict[str, Any]], str]:
    from onevice_assets import tables
    from onevice_assets.brand_monitor.periods import PERIOD_VIEWS
    from resources.control_plane import listing

    if table in listing.TABLES:
        with session.resources["control"].begin() as db:
            return _of_website(session, listing.rows(db, table), website), f"control.{table}"
    if table in PERIOD_VIEWS:
        return _of_periods(session, table, website, day)
    if table not in tables.ALL:
        known = ", ".join(sorted([*tables.ALL, *PERIOD_VIEWS, *listing.TABLES]))
        raise InputError(f"There is no table {table!r}. Tables: {known}.")
    declared = tables.ALL[table]
    if declared.partitioned_by in ("batch", "organization", "client"):
        lake = session.resources["lake"]
        return lake.read_rows(declared, lake.partitions(declared)), table
    key = session.website(website).key
    if declared.partitioned_by == "day_website":
        key = join_key(find_day(session, key, table, day), key)
    return session.resources["lake"].read_rows(declared, key), f"{table} {key}"


def _of_periods(
    session: Session, view: str, website: str | None, day: str | None
) -> tuple[list[dict[str, Any]], str]:
    """Every period of a website, newest first, or those that a day belongs to."""
    from onevice_assets.brand_monitor.periods import read_period_view

    key = session.website(website).key
    wanted = parse_day(day) if day else None
    rows = read_period_view(session.resources["lake"], view, key, first=wanted, last=wanted)
    if not rows:
        find_day(session, key, "share_of_voice", day)
    return rows, f"{view} {key}"


def _of_website(
    session: Session, rows: list[dict[str, Any]], website: str | None
) -> list[dict[str, Any]]:
    """The rows of a website, where one is named; a table that all share is shown whole."""
    if website is None or not any({"website", "website_id"} & set(row) for row in rows):
        return rows
    found = session.website(website)
    own = {found.key, found.id, found.domain}
    return [row for row in rows if own & {row.get("website"), row.get("website_id")}]


def find_day(session: Session, website: str, table: str, day: str | None) -> str:
    """The day to look at: the one named, or the newest that a table holds.

    Raises:
        InputError: when the text is no day.
        MissingDataError: when the table does not hold it, naming the days it holds.
    """
    from onevice_assets import tables

    wanted = parse_day(day).isoformat() if day else None
    pairs = [split_key(key) for key in session.resources["lake"].partitions(tables.find(table))]
    days = [one for one, of in pairs if of == website]
    if not days:
        raise MissingDataError(
            f"{website} has no day in {table} yet: `onevice run` makes one; of imported "
            "answers `onevice import-responses` does, with the same file."
        )
    if wanted and wanted not in days:
        shown = ", ".join(days[-_DAYS_TOLD:])
        raise MissingDataError(f"{website} has no {wanted} in {table}; its newest days: {shown}.")
    return wanted or days[-1]


def _columns_to_show(table: str, rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return []
    if table in _SHOWN:
        return list(_SHOWN[table])
    if "period_end" in rows[0] and "day_count" in rows[0]:
        return list(_SHOWN_OF_PERIODS)
    useful = [name for name in rows[0] if name not in _HIDDEN and not name.endswith("_id")]
    return (useful or list(rows[0]))[:_MOST_COLUMNS]


def report(
    website: WebsiteOption = None,
    day: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a day's report anew from what is stored, and print where it lies."""
    from onevice_assets.brand_monitor.report_path import report_path

    session = Session()
    key = session.website(website).key
    day = find_day(session, key, "share_of_voice", day)
    session.materialize("write_report", join_key(day, key))
    path = report_path(key, day)
    if as_json:
        print_json({"website": key, "day": day, "path": str(path)})
    else:
        console.print(str(path), soft_wrap=True, highlight=False, markup=False)


def explain(
    table: Annotated[str, typer.Argument(help="The mart the number stands in")] = "share_of_voice",
    website: WebsiteOption = None,
    brand: Annotated[str | None, typer.Option("--brand", "-b", help="Brand of the row")] = None,
    against: Annotated[str | None, typer.Option(help="Its substitute, or the pair's other")] = None,
    day: DayOption = None,
    provider: Annotated[str | None, typer.Option(help="Provider of the row, or `all`")] = None,
    where: Annotated[list[str] | None, typer.Option(help="COLUMN=VALUE of the row")] = None,
    number: Annotated[str | None, typer.Option(help="Column to explain, e.g. share")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Answers to print")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Print a row of a mart and exactly the answers that count in it, with their sentences."""
    from onevice_assets.cli.evidence import print_explanation
    from onevice_assets.lineage.choose_row import Asked
    from onevice_assets.lineage.explain import explain as find_answers
    from onevice_assets.lineage.numbers import check_mart

    check_mart(table)
    asked = Asked(brand, against, provider, _read_conditions(where or []))
    session = Session()
    key = session.website(website).key
    partition = join_key(find_day(session, key, table, day), key)
    found = find_answers(session.resources["lake"], table, partition, asked, number)
    if as_json:
        print_json(found.to_json())
    else:
        print_explanation(found, limit)


def _read_conditions(conditions: list[str]) -> dict[str, str]:
    """`COLUMN=VALUE`, taken apart at the first `=`."""
    unclear = [one for one in conditions if "=" not in one]
    if unclear:
        raise InputError(f"--where {unclear[0]!r} is not COLUMN=VALUE, as in intent_type=decision.")
    pairs = (one.partition("=") for one in conditions)
    return {column.strip(): value.strip() for column, _, value in pairs}
