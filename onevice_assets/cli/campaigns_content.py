"""`onevice campaigns content`: a client's creatives, and what they show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.campaigns_clients import ClientArgument, find_client, materialize_client
from onevice_assets.cli.local_files import find_files
from onevice_assets.cli.look import JsonOption, LimitOption
from onevice_assets.cli.output import print_json, print_rows, say, say_more
from onevice_assets.cli.session import Session
from resources.errors import InputError

app = typer.Typer(help="Creatives: add files, see what they show.", no_args_is_help=True)

ENDINGS = (
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".tif", ".tiff", ".bmp",
    ".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi",
)  # fmt: skip
_LISTS = ("tones", "aesthetics", "color_palettes", "compositions", "narrative_elements")
_SHOWN = ("filename", "sort", "resolution", "duration_seconds", "palette", "profiled_by", "status")


@app.command("add")
def add_content(
    client: ClientArgument,
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of them")],
    as_json: JsonOption = False,
) -> None:
    """Add creatives of a client and remember what they show.

    Of a folder the pictures and videos are taken; a file that is named is taken whatever it is.
    """
    from resources.campaign_files import put_file

    files = find_files(paths, ENDINGS)
    session = Session(bars=not as_json)
    found = find_client(session, client)
    objects = session.resources["objects"]
    with session.resources["progress"].track("Copying files", len(files)) as task:
        hashes = []
        for path, _ in files:
            hashes.append(put_file(objects, found.id, path))
            task.advance()
    materialize_client(session, "remember_content", found)
    rows = [row for row in read_creatives(session, found.key) if row["content_hash"] in hashes]
    if as_json:
        print_json(rows)
        return
    _print(f"Added to {found.key}", rows)


@app.command("list")
def list_content(
    client: ClientArgument,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List a client's creatives, those added last first."""
    session = Session()
    found = find_client(session, client)
    rows = read_creatives(session, found.key)
    rows.sort(key=lambda row: (row["upload_date"], row["filename"]), reverse=True)
    if as_json:
        print_json(rows[:limit])
        return
    _print(f"Creatives of {found.key}", rows[:limit])
    say_more(len(rows), limit)


@app.command("show")
def show_content(
    client: ClientArgument,
    which: Annotated[str, typer.Argument(help="Id, name of the file, or begin of its SHA-256")],
    as_json: JsonOption = False,
) -> None:
    """Show one creative: what it is, what it shows, and who says so."""
    session = Session()
    found = find_client(session, client)
    row = choose_creative(read_creatives(session, found.key), which, found.key)
    if as_json:
        print_json(row)
        return
    say(f"[bold]{escape(row['filename'])}[/] {row['id']}")
    if row["failure_reason"]:
        say(f"  not read: {escape(row['failure_detail'])} {row['what_to_do']}")
        return
    say(f"  {escape(row['description'])}")
    told = {name: row[name] for name in ("sort", "format", "resolution", "duration_seconds")}
    told |= {name: _tell_names(row[name]) for name in _LISTS}
    told |= {name: row[name] for name in ("profiled_by", "profile_date", "s3_key", "notes")}
    for name, value in told.items():
        if value not in (None, "", []):
            say(f"  {name.replace('_', ' ')}: {escape(str(value))}")


def read_creatives(session: Session, key: str) -> list[dict[str, Any]]:
    """A client's rows of `content`, lists as lists, with the status that results gave them."""
    from onevice_assets.tables import campaign_performance
    from onevice_assets.tables import campaigns as tables

    lake = session.resources["lake"]
    rows = lake.read_rows_if_there(tables.content, key)
    results = lake.read_rows_if_there(
        campaign_performance.content_results.only("content_id", "status"), key
    )
    statuses = {row["content_id"]: row["status"] for row in results}
    for row in rows:
        row["status"] = statuses.get(row["id"], row["status"])
        for name in (*_LISTS, "colors", "notes"):
            row[name] = json.loads(row[name])
    return list(rows)


def choose_creative(rows: list[dict[str, Any]], which: str, key: str) -> dict[str, Any]:
    """The creative of an id, a file's name or 8 or more digits of its SHA-256.

    Raises:
        InputError: none of the client `key` is, or several are.
    """
    found = [
        row
        for row in rows
        if which in (row["id"], row["filename"])
        or (len(which) >= 8 and row["content_hash"].startswith(which))
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(
            f"{key} has no creative {which[:200]!r}: `onevice campaigns content list {key}` shows "
            "what there is."
        )
    raise InputError(
        f"{which[:200]!r} means {len(found)} creatives of {key}: name one by its id "
        f"({', '.join(row['id'] for row in found[:5])})."
    )


def _tell_names(names: list[Any]) -> str:
    return ", ".join(
        one if isinstance(one, str) else f"{one['name']} ({one['confidence']:.2f})" for one in names
    )


def _print(title: str, rows: list[dict[str, Any]]) -> None:
    failed = [row for row in rows if row["failure_reason"]]
    told = [
        {**row, "palette": _tell_names(row["color_palettes"]), "status": _tell_status(row)}
        for row in rows
    ]
    print_rows(f"{title}: {len(rows)} file(s), {len(failed)} not read", told, _SHOWN)
    for row in failed[:10]:
        say(f"  {escape(row['filename'])}: {escape(row['failure_detail'])} {row['what_to_do']}")


def _tell_status(row: dict[str, Any]) -> str:
    return str(row["failure_reason"] or row["status"])
