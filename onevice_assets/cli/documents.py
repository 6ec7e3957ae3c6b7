"""`onevice documents`: files into the platform, and what was told of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.documents_graph import add_commands, build_graph
from onevice_assets.cli.documents_reading import tell_estimate, tell_refused
from onevice_assets.cli.local_files import find_files
from onevice_assets.cli.look import JsonOption, LimitOption
from onevice_assets.cli.output import print_json, print_rows, say, say_more
from onevice_assets.cli.session import Session, actor
from onevice_assets.partitions import organization_of
from resources import document_inbox
from resources.document_inbox import StoredFile
from resources.errors import InputError

app = typer.Typer(help="Documents: add files, see what they became.", no_args_is_help=True)
add_commands(app)

ENDINGS = (".pdf", ".docx", ".pptx", ".txt", ".md")
_HIDDEN = ("signature", "name_stem")
_SHOWN = ["filename", "type", "type_confidence", "language", "page_count", "version", "status"]
OrganizationOption = Annotated[str, typer.Option(help="Slug of the organization")]


@app.command("add")
def add_documents(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of them")],
    organization: OrganizationOption = "default",
    new: Annotated[bool, typer.Option("--new", help="Make the organization if need be")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read files: a folder's .pdf .docx .pptx .txt .md, and every file named, whatever it is."""
    files = name_files(paths)
    session = Session(bars=not as_json)
    session.load()
    _find_organization(session, organization, new=new)
    keys = [_add_batch(session, organization, part, quiet=as_json) for part in _cut(files)]
    build_graph(session, organization)
    rows = _read_rows(session, keys)
    if as_json:
        print_json({"batches": keys, "files": rows})
    else:
        _print(f"Documents of {organization}", rows)
        tell_refused(session, keys)


@app.command("list")
def list_documents(
    organization: OrganizationOption = "default",
    limit: LimitOption = 50,
    older: Annotated[bool, typer.Option("--older", help="Older versions too")] = False,
    as_json: JsonOption = False,
) -> None:
    """List an organization's documents, one row each: the version that stands."""
    from onevice_assets.tables import documents as tables
    from resources.control_plane import organizations

    session = Session()
    with session.resources["control"].begin() as db:
        organizations.find(db, organization)
    known = session.resources["lake"].partitions(tables.documents)
    rows = _read_rows(session, [key for key in known if organization_of(key) == organization])
    chosen = [row for row in rows if older or row["is_latest"] is not False]
    chosen.sort(key=lambda row: (row["filename"].lower(), row["version_number"] or 0))
    if as_json:
        print_json(chosen[:limit])
        return
    _print(f"Documents of {organization}", chosen[:limit])
    say_more(len(chosen), limit)


def _find_organization(session: Session, slug: str, *, new: bool) -> None:
    """Make sure that there is the organization; the first of all is made, no other unasked.

    Raises:
        InputError: there are others, and it is none of them; nothing was added.
    """
    from resources.control_plane import organizations

    with session.resources["control"].begin() as db:
        if new or not organizations.list_ids(db):
            organizations.find_or_add(db, slug, actor=actor())
            return
        try:
            organizations.find(db, slug)
        except InputError as error:
            raise InputError(
                f"{error} Nothing was added. If it is a new one: the same command with --new."
            ) from error


def name_files(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Local files with the names they get, each once, in order. Raises as `find_files` does."""
    taken: set[str] = set()
    return [(file, _rename(name, taken)) for file, name in find_files(paths, ENDINGS)]


def _rename(name: str, taken: set[str]) -> str:
    """A name nobody has: a folder before it where two paths have a file of that name."""
    free, number = Path(name).as_posix(), 1
    while free in taken:
        number += 1
        free = f"{number}/{Path(name).as_posix()}"
    taken.add(free)
    return free


def _cut(files: Sequence[tuple[Path, str]]) -> Iterator[Sequence[tuple[Path, str]]]:
    for start in range(0, len(files), document_inbox.MOST_FILES):
        yield files[start : start + document_inbox.MOST_FILES]


def _add_batch(
    session: Session, organization: str, files: Sequence[tuple[Path, str]], *, quiet: bool
) -> str:
    """Copy files into a batch and read it; the partition first, so that no sensor takes it too."""
    now = datetime.now(UTC)
    key = document_inbox.name_batch(
        [StoredFile(str(path), organization, name, 0, now) for path, name in files], now
    )
    session.instance.add_dynamic_partitions("entertainment_batches", [key])
    objects = session.resources["objects"]
    with session.resources["progress"].track("Copying files", len(files)) as task:
        for path, name in files:
            document_inbox.put_file(objects, key, name, path)
            task.advance()
    session.materialize("read_documents", key, partitions="entertainment_batches")
    if not quiet:
        tell_estimate(session, key)
    session.materialize("read_entities", key, partitions="entertainment_batches")
    return key


def _read_rows(session: Session, batches: Sequence[str]) -> list[dict[str, Any]]:
    """What is known of the files of batches, with the version each is."""
    from onevice_assets.tables import documents as tables

    lake = session.resources["lake"]
    owners = sorted({organization_of(key) for key in batches})
    versions = {
        row["document_file_id"]: row
        for owner in owners
        for row in lake.read_rows_if_there(tables.document_versions, owner)
    }
    rows = []
    for row in lake.read_rows(tables.documents, batches):
        version = versions.get(row["id"], {})
        told = {name: value for name, value in row.items() if name not in _HIDDEN}
        of_version = ("document_id", "version_number", "is_latest")
        rows.append({**told, **{name: version.get(name) for name in of_version}})
    return rows


def _print(title: str, rows: Sequence[dict[str, Any]]) -> None:
    told = [{**row, "status": row["failure_reason"] or "read"} for row in rows]
    failed = [row for row in rows if row["failure_reason"]]
    counted = f"{len(rows)} file(s), {len(failed)} not read"
    print_rows(f"{title}: {counted}", told, _SHOWN)
    for row in failed[:10]:
        say(f"  {escape(row['filename'])}: {escape(row['failure_detail'])} {row['what_to_do']}")
