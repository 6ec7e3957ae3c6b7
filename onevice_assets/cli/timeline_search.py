"""`onevice timeline index|search`: facts by words, by meaning and by whom they are of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session
from onevice_assets.cli.timeline import OrganizationOption, ZoneOption, to_row
from resources.errors import InputError

if TYPE_CHECKING:
    from onevice_assets.operations.timeline.search.index_facts import TextStore


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("index")(index)
    app.command("search")(search)


def index(
    anew: Annotated[
        bool, typer.Option(help="Send every text again: the store was emptied")
    ] = False,
    organization: OrganizationOption = "default",
) -> None:
    """Give what facts say a vector, so that they are found by meaning; what has one is left."""
    from onevice_assets.operations.timeline.search.index_facts import forget_texts, index_facts

    with open_texts(organization, makes_collections=True) as store:
        if anew:
            forget_texts(store)
        sent = index_facts(store)
        say(f"{sent:,} texts of {organization} were sent to {store.kept_in}.")


def search(
    text: Annotated[str, typer.Argument(help="Words, names, a question")],
    at: Annotated[str | None, typer.Option(help="What held at a day's begin or moment")] = None,
    known: Annotated[str | None, typer.Option(help="As known then; else now")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="Only with this attribute: key=value, may be repeated")
    ] = None,
    limit: Annotated[int, typer.Option(help="Facts, 1 to 100")] = 10,
    zone: ZoneOption = "UTC",
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Find facts by words, by meaning and by the entities named, as held and known at moments."""
    from onevice_assets.operations.timeline.calendar import now
    from onevice_assets.operations.timeline.reading.read_dates import read_moment, read_zone
    from onevice_assets.operations.timeline.search.question import Question
    from onevice_assets.operations.timeline.search.search_facts import search_facts

    zoned, this = read_zone(zone), now()
    valid_at, known_at = (read_moment(one, zoned) if one else this for one in (at, known))
    question = Question(text, valid_at, known_at, read_attributes(where or []), limit)
    with open_texts(organization) as store:
        answer = search_facts(store, question)
    rows = [
        {**to_row(one.fact), "score": round(one.score, 5), "ranks": dict(one.ranks)}
        for one in answer.found
    ]
    if as_json:
        told = {"mentioned": list(answer.mentioned), "left_out": dict(answer.left_out)}
        print_json({"facts": rows, **told})
        return
    for source, why in answer.left_out.items():
        say(f"Not searched by {source}: {why}")
    shown = [{**row, "found by": ", ".join(row["ranks"])} for row in rows]
    columns = ["subject", "relation", "object", "valid_from", "valid_to", "found by"]
    print_rows(f"{text}: {len(rows)}", shown, columns)


def read_attributes(given: list[str]) -> dict[str, Any]:
    """Attributes as a person writes them: `key=value`; a value that is JSON is read as that.

    Raises:
        InputError: naming what is none.
    """
    import json

    read: dict[str, Any] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or not name:
            raise InputError(f"--where {one!r} is no attribute: write it as key=value.")
        try:
            read[name] = json.loads(value)
        except ValueError:
            read[name] = value
    return read


@contextmanager
def open_texts(organization: str, *, makes_collections: bool = False) -> Iterator[TextStore]:
    """The facts of an organization with the store of their vectors.

    Args:
        organization: its slug.
        makes_collections: whether the store is brought to its newest version first.

    Raises:
        InputError: there is none of that slug.
        StoreError: the store of vectors does not answer.
    """
    from onevice_assets.operations.timeline.search.index_facts import TextStore
    from resources.control_plane import organizations
    from resources.migrations.vectors.runner import VectorMigrations

    resources = Session().resources
    control, embeddings = resources["control"], resources["embeddings"]
    with control.begin() as db:
        owner = organizations.find(db, organization)
    embedder = embeddings.open_for_organization(control, resources["objects"], owner)
    with resources["vectors"].open() as opened:
        if makes_collections:
            VectorMigrations(opened, embedder.model, embedder.dimensions).up()
        yield TextStore(control, opened, embedder, owner)
