"""`onevice timeline graphiti`: the facts in Graphiti on Neo4j, and what it reads in free text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session
from onevice_assets.cli.timeline import (
    OrganizationOption,
    RelationOption,
    SubjectArgument,
    ZoneOption,
    open_facts,
    print_facts,
)
from resources.errors import InputError

if TYPE_CHECKING:
    from resources.embedding.embedder import Embedder

app = typer.Typer(help="The timeline in Graphiti; needs Neo4j (NEO4J_URI).", no_args_is_help=True)


def register(timeline: typer.Typer) -> None:
    """Add this module's commands."""
    timeline.add_typer(app, name="graphiti")


@app.command("backfill")
def backfill(organization: OrganizationOption = "default", as_json: JsonOption = False) -> None:
    """Make Graphiti hold all facts of the timeline; writes what differs; asks no model."""
    from onevice_assets.operations.graphiti.load_facts import load_facts

    session, facts = Session(), open_facts(organization)
    stores = session.resources
    done = load_facts(
        facts, stores["graph"], stores["control"], _embedder(session, facts.organization_id)
    )
    if as_json:
        print_json({**vars(done), "changed": done.changed})
        return
    types = ", ".join(f"{count} {label}" for label, count in sorted(done.labels.items()))
    say(
        f"{done.facts} facts: {done.edges_written} written, {done.edges_deleted} taken away, "
        f"{done.unsayable} that Graphiti cannot hold (years before 1 or after 9999). "
        f"Entities: {types or 'none'}."
    )


@app.command("show")
def show(
    subject: SubjectArgument,
    at: Annotated[str, typer.Option(help="Day or moment at which it held")],
    known: Annotated[str | None, typer.Option(help="As known at a moment; else now")] = None,
    relation: RelationOption = None,
    zone: ZoneOption = "UTC",
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Show what held of a subject, answered from Graphiti's edges."""
    from onevice_assets.operations.graphiti.facts import GraphitiFacts
    from onevice_assets.operations.timeline.calendar import now
    from onevice_assets.operations.timeline.reading import read_dates
    from onevice_assets.operations.timeline.statement import Interval
    from resources.graphiti.engine import require_neo4j

    graph, where = Session().resources["graph"], read_dates.read_zone(zone)
    require_neo4j(graph)
    span = read_dates.read_interval(at, at, where)
    if span.is_empty:  # a moment
        span = Interval(span.start, span.start + 1)
    known_at = read_dates.read_moment(known, where) if known else now()
    asked = GraphitiFacts(graph, open_facts(organization).organization_id)
    found = asked.during(subject, relation, span, known_at)
    print_facts(f"{subject} at {at}, by Graphiti: {len(found)}", found, as_json=as_json)


@app.command("read")
def read(
    path: Annotated[Path, typer.Argument(help="A text file: an e-mail, a message, a note")],
    said: Annotated[str, typer.Option(help="Day or moment at which it was said")],
    zone: ZoneOption = "UTC",
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Have a language model read a text into Graphiti; may cost money, once for the same text."""
    from onevice_assets.operations.graphiti.read_texts import Reader
    from onevice_assets.operations.timeline.reading import read_dates

    session, owner = Session(), open_facts(organization).organization_id
    stores = session.resources
    text = _read_file(path)
    said_at = read_dates.read_moment(said, read_dates.read_zone(zone))
    reader = Reader(
        stores["graph"],
        stores["control"],
        stores["objects"],
        stores["llm"],
        _embedder(session, owner),
        owner,
    )
    found = reader.read(_to_text(owner, path.name, text, said_at))
    if as_json:
        print_json(vars(found))
        return
    if found.was_there:
        say("This text was read before; nothing was asked.")
        return
    say(escape(f"Entities: {', '.join(f'{name} ({kind})' for name, kind in found.entities)}"))
    for sign, facts in (("+", found.facts), ("-", found.ended)):
        for fact in facts:
            say(escape(f"{sign} {fact}"))


@app.command("search")
def search(
    words: Annotated[str, typer.Argument(help="What is looked for")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="Facts at most")] = 10,
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Search the facts and what was read in texts, by words and by meaning."""
    from onevice_assets.operations.graphiti.search import search_facts

    session, owner = Session(), open_facts(organization).organization_id
    found = search_facts(session.resources["graph"], _embedder(session, owner), owner, words, limit)
    rows: list[dict[str, Any]] = [vars(one) for one in found]
    if as_json:
        print_json(rows)
        return
    print_rows(f"{words}: {len(rows)}", rows, ["fact", "valid_from", "valid_to", "told_by"])


@app.command("remove")
def remove(organization: OrganizationOption = "default") -> None:
    """Take an organization's facts and texts out of Graphiti; PostgreSQL is left as it is."""
    from onevice_assets.operations.graphiti.load_facts import take_away
    from resources.graphiti.engine import require_neo4j

    graph = Session().resources["graph"]
    require_neo4j(graph)
    take_away(graph, open_facts(organization).organization_id)
    say("Graphiti holds nothing of it any more.")


def _embedder(session: Session, organization_id: str) -> Embedder:
    stores = session.resources
    made: Embedder = stores["embeddings"].open_for_organization(
        stores["control"], stores["objects"], organization_id
    )
    return made


def _read_file(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is no text file in UTF-8: {error}. Nothing was read.") from error


def _to_text(owner: str, name: str, text: str, said_at: int) -> Any:
    from onevice_assets.operations.graphiti.as_edges import clamp
    from onevice_assets.operations.graphiti.read_texts import FreeText
    from onevice_assets.operations.timeline.calendar import now
    from resources.identity import derived_id, text_hash

    moment = clamp(said_at)
    identity = derived_id(moment, "operations.texts", owner, text_hash(text))
    return FreeText(identity, name, text, "file", moment, clamp(now()))
