"""`onevice campaigns`: clients, their creatives, and what is remembered of both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli import campaigns_ask, campaigns_learnings
from onevice_assets.cli.campaigns_attribution import leads, purchases
from onevice_assets.cli.campaigns_clients import ClientArgument, find_client
from onevice_assets.cli.campaigns_webhooks import webhooks
from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor
from resources.errors import InputError

if TYPE_CHECKING:
    pass

app = typer.Typer(help="Campaigns of clients, remembered (Droom).", no_args_is_help=True)
clients = typer.Typer(help="Clients: whose campaigns are remembered.", no_args_is_help=True)
content = typer.Typer(help="Creatives: add files, see what they show.", no_args_is_help=True)
app.add_typer(clients, name="clients")
app.add_typer(content, name="content")
campaigns_learnings.register(app)
app.add_typer(webhooks, name="webhooks")
app.add_typer(leads, name="leads")
app.add_typer(purchases, name="purchases")
app.add_typer(campaigns_ask.app, name="ask")

ENDINGS = (
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".tif", ".tiff", ".bmp",
    ".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi",
)  # fmt: skip
_PARTITIONS = "campaign_clients"
_LISTS = ("tones", "aesthetics", "color_palettes", "compositions", "narrative_elements")
_SHOWN = ("filename", "sort", "resolution", "duration_seconds", "palette", "profiled_by", "status")


@clients.command("add")
def add_client(
    slug: Annotated[str, typer.Argument(help="Lower-case letters, digits, hyphens: yoga-loft")],
    organization: Annotated[str, typer.Option(help="Slug of the organization")] = "default",
    name: Annotated[str | None, typer.Option(help="As people write it")] = None,
    business_model: Annotated[str, typer.Option(help="service or ecommerce")] = "service",
    industry: Annotated[str | None, typer.Option(help="What it is in, in words")] = None,
    as_json: JsonOption = False,
) -> None:
    """Add a client; one that is there already stays as it is."""
    from resources.control_plane import campaign_clients

    session = Session()
    with session.resources["control"].begin() as db:
        client = campaign_clients.add(
            db,
            slug,
            organization=organization,
            name=name,
            business_model=business_model,
            industry=industry,
            actor=actor(),
        )
    session.instance.add_dynamic_partitions(_PARTITIONS, [client.key])
    if as_json:
        print_json(vars(client))
        return
    say(f"{escape(client.name)} is client [bold]{client.key}[/] ({client.id}).")


@clients.command("list")
def list_clients(as_json: JsonOption = False) -> None:
    """List every client."""
    from resources.control_plane import campaign_clients

    with Session().resources["control"].begin() as db:
        rows = [vars(one) for one in campaign_clients.list_all(db)]
    if as_json:
        print_json(rows)
        return
    title = "Clients" if rows else "No client yet: `onevice campaigns clients add SLUG`."
    print_rows(title, rows, ["key", "name", "business_model", "industry"])


@content.command("add")
def add_content(
    client: ClientArgument,
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of them")],
    as_json: JsonOption = False,
) -> None:
    """Add creatives of a client and remember what they show.

    Of a folder the pictures and videos are taken; a file that is named is taken whatever it is.
    """
    from resources.campaign_files import put_file

    files = _find_files(paths)
    session = Session(bars=not as_json)
    found = find_client(session, client)
    objects = session.resources["objects"]
    with session.resources["progress"].track("Copying files", len(files)) as task:
        hashes = []
        for path in files:
            hashes.append(put_file(objects, found.id, path))
            task.advance()
    session.materialize("remember_content", found.key, partitions=_PARTITIONS)
    rows = [row for row in _read_rows(session, found.key) if row["content_hash"] in hashes]
    if as_json:
        print_json(rows)
        return
    _print(f"Added to {found.key}", rows)


@content.command("list")
def list_content(
    client: ClientArgument,
    limit: Annotated[int, typer.Option(min=1, help="Rows to print")] = 50,
    as_json: JsonOption = False,
) -> None:
    """List a client's creatives, those added last first."""
    session = Session()
    found = find_client(session, client)
    rows = _read_rows(session, found.key)
    rows.sort(key=lambda row: (row["upload_date"], row["filename"]), reverse=True)
    if as_json:
        print_json(rows[:limit])
        return
    _print(f"Creatives of {found.key}", rows[:limit])
    if len(rows) > limit:
        say(f"[dim]{len(rows) - limit} more: --limit {len(rows)}, or --json[/]")


@content.command("show")
def show_content(
    client: ClientArgument,
    which: Annotated[str, typer.Argument(help="Id, name of the file, or begin of its SHA-256")],
    as_json: JsonOption = False,
) -> None:
    """Show one creative: what it is, what it shows, and who says so."""
    session = Session()
    found = find_client(session, client)
    row = _choose(_read_rows(session, found.key), which, found.key)
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


def _find_files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no {path}; nothing was added.")
        found += _below(path) if path.is_dir() else [path]
    if not found:
        raise InputError(
            f"There is no {' '.join(ENDINGS)} below {', '.join(map(str, paths))}; nothing was "
            "added. A file of another ending is taken where it is named itself."
        )
    return found


def _below(folder: Path) -> list[Path]:
    parts = (one for one in folder.rglob("*") if one.suffix.lower() in ENDINGS and one.is_file())
    return sorted(
        one for one in parts if not any(p.startswith(".") for p in one.relative_to(folder).parts)
    )


def _read_rows(session: Session, key: str) -> list[dict[str, Any]]:
    """Rows of `content`, lists as lists."""
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


def _choose(rows: list[dict[str, Any]], which: str, key: str) -> dict[str, Any]:
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
