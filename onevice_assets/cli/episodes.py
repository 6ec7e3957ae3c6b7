"""`onevice episodes`: files into the operations memory, what became of them, and what not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption, LimitOption
from onevice_assets.cli.output import flatten, print_json, print_rows, say
from onevice_assets.cli.session import Session, actor
from onevice_assets.cli.timeline import OrganizationOption, open_facts
from resources.errors import InputError

if TYPE_CHECKING:
    from onevice_assets.operations.episodes.make_episode import Delivery
    from onevice_assets.operations.extraction.asking.read_texts import OperationsReader
    from onevice_assets.operations.model.written import Written
    from onevice_assets.operations.write_episodes import Stores

app = typer.Typer(
    help="Episodes: invoices, loads, mails, documents as they are delivered.", no_args_is_help=True
)
_TOLD = 10
_COUNTS = ("new", "known", "mapped", "refused", "waiting", "entities", "statements", "told")


@app.command("add")
def add(
    paths: Annotated[
        list[Path], typer.Argument(help=".csv .tsv .json .jsonl (.gz), .eml, documents")
    ],
    mapping: Annotated[str | None, typer.Option(help="How rows are read; else by columns")] = None,
    zone: Annotated[
        str | None, typer.Option(help="Time zone of times that name none; else the organization's")
    ] = None,
    currency: Annotated[str, typer.Option(help="Of amounts that name none")] = "USD",
    as_of: Annotated[
        str, typer.Option(help="Day or moment of rows that name none; else this moment")
    ] = "",
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Add files; the same again changes nothing. What cannot be used is told, rows by line."""
    from onevice_assets.operations.model.written import Written
    from onevice_assets.operations.read_documents import read_all_waiting
    from onevice_assets.operations.write_episodes import add_file

    missing = [str(one) for one in paths if not one.is_file()]
    if missing:
        raise InputError(f"There is no file {', '.join(missing)}: nothing was added.")
    delivery = _describe(organization, mapping, zone, currency, as_of)
    done, reader = Written(), open_reader(organization)
    with _open_stores(delivery.organization_id) as where:
        for path in paths:
            with path.open("rb") as file:
                for one in add_file(where, delivery, file, path.name):
                    done.add(one)
        done.add(read_all_waiting(where, None, reader, lambda _: None))
    done.waiting = 0
    _tell_written(done, as_json=as_json)


@app.command("read")
def read(
    again: Annotated[
        bool, typer.Option("--again", help="Also what an older edition of mappings or rules read")
    ] = False,
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Read what waits: documents and mails by rules, rows by mappings; again changes nothing."""
    from onevice_assets.operations.entities.map_waiting import map_all_waiting
    from onevice_assets.operations.model.written import Written
    from onevice_assets.operations.read_again import read_all_again
    from onevice_assets.operations.read_documents import read_all_waiting
    from onevice_assets.operations.timeline.calendar import now

    done, owner = Written(), open_facts(organization).organization_id
    reader = open_reader(organization)
    with _open_stores(owner) as where:
        done.add(map_all_waiting(where.control, where.facts, None, lambda _: None))
        done.add(read_all_waiting(where, None, reader, lambda _: None))
        if again:
            done.add(read_all_again(where, reader, now(), lambda _: None))
    _tell_written(done, as_json=as_json)


@contextmanager
def _open_stores(organization_id: str) -> Iterator[Stores]:
    """Where episodes of an organization are written: facts go to every store, as sagas."""
    from onevice_assets.operations.timeline.coordination.saga_facts import SagaFacts
    from onevice_assets.operations.timeline.coordination.stores import open_stores
    from onevice_assets.operations.write_episodes import Stores

    resources = Session().resources
    with open_stores(resources) as stores:
        facts = SagaFacts(stores, organization_id)
        yield Stores(resources["control"], resources["objects"], facts)


@app.command("list")
def list_episodes(
    refused: Annotated[
        bool, typer.Option("--problems", help="What could not be used, instead: file, line, why")
    ] = False,
    limit: LimitOption = 50,
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """List episodes, the newest first, or the problems of rows."""
    from resources.control_plane import organizations
    from resources.operation_tables import episodes, quarantine

    with Session().resources["control"].begin() as db:
        owner = organizations.find(db, organization)
        found: list[Any] = (
            list(quarantine.list_all(db, owner, limit=limit))
            if refused
            else list(episodes.list_newest(db, owner, limit))
        )
    rows = [asdict(one) for one in found]
    if as_json:
        print_json(rows)
        return
    shown = ["file", "line", "reason", "what_to_do", "is_kept"]
    if not refused:
        shown = ["id", "source", "source_key", "source_version", "file", "line", "outcome"]
    print_rows(f"{'Problems' if refused else 'Episodes'} of {organization}", rows, shown)


@app.command("show")
def show(
    episode_id: Annotated[str, typer.Argument(help="Of `onevice episodes list`")],
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Show an episode: where it came from, what stands in it, how it was read."""
    from resources.control_plane import organizations
    from resources.control_plane.rows import is_id
    from resources.operation_tables import episodes

    with Session().resources["control"].begin() as db:
        owner = organizations.find(db, organization)
        found = episodes.find(db, owner, episode_id) if is_id(episode_id) else None
    if found is None:
        raise InputError(
            f"There is no episode {episode_id[:60]!r} of {organization}: `onevice episodes list` "
            "shows them."
        )
    if as_json:
        print_json(asdict(found))
        return
    print_rows(f"Episode {found.id}", flatten(asdict(found)), ["measure", "value"])


def _describe(
    organization: str, mapping: str | None, zone: str | None, currency: str, as_of: str
) -> Delivery:
    from onevice_assets.operations.entities.read_cells import find_zone, read_amount, read_span
    from onevice_assets.operations.episodes.make_episode import Delivery
    from onevice_assets.operations.model.choose import find_mapping
    from resources.control_plane import hours, organizations

    read_amount("0", currency.upper())
    if mapping is not None:
        find_mapping(mapping)
    with Session().resources["control"].begin() as db:
        owner = organizations.find_or_add(db, organization, actor=actor())
        zones = {one.organization: one.timezone for one in hours.list_all(db)}
    where = zone or zones[organization]
    find_zone(where)
    if as_of:
        read_span(as_of, where)
    return Delivery(owner, datetime.now(UTC), where, currency.upper(), as_of, mapping)


def open_reader(organization: str) -> OperationsReader | None:
    """Whoever `ONEVICE_READ_DOCUMENTS` names to read beside the rules."""
    from onevice_assets.operations.extraction.asking import read_texts

    stores = Session().resources
    return read_texts.open_reader(stores["llm"], stores["control"], stores["objects"], organization)


def _tell_written(done: Written, *, as_json: bool) -> None:
    problems = [asdict(one) for one in done.problems]
    counts = {name: getattr(done, name) for name in _COUNTS}
    if as_json:
        print_json({**counts, "problems": problems})
        return
    _tell(problems, done.told)
    say(", ".join(f"{number} {name}" for name, number in counts.items()))


def _tell(problems: list[dict[str, Any]], told: int) -> None:
    for one in problems[:_TOLD]:
        where = one["file"] + (f":{one['line']}" if one["line"] else "")
        what = "kept, but " if one["is_kept"] else "left out: "
        say(
            f"[yellow]{escape(where)} {what}[/]{escape(one['reason'])}. {escape(one['what_to_do'])}"
        )
    if told > _TOLD:
        say(f"[yellow]and {told - _TOLD} more: onevice episodes list --problems[/]")
