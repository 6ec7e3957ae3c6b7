"""`onevice timeline`: what held of a unit, a driver or an invoice when, as known when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows
from onevice_assets.cli.session import Session
from resources.errors import InputError, MissingDataError

if TYPE_CHECKING:
    from onevice_assets.operations.timeline.fact import Fact
    from onevice_assets.operations.timeline.postgres.facts import PostgresFacts

app = typer.Typer(
    help="Facts in two times: when they held, and since when that was known.",
    no_args_is_help=True,
)

SubjectArgument = Annotated[str, typer.Argument(help="Whose facts, e.g. 'unit 1234'")]
RelationOption = Annotated[str | None, typer.Option("--relation", "-r", help="Only this one")]
OrganizationOption = Annotated[str, typer.Option(help="Slug of the organization")]
ZoneOption = Annotated[str, typer.Option(help="Time zone of what names none: America/Chicago")]
_TIMES = ("valid_from", "valid_to")
_KNOWN = ("known_from", "known_to")


@app.command("show")
def show(
    subject: SubjectArgument,
    relation: RelationOption = None,
    at: Annotated[str | None, typer.Option(help="What held at a day or moment; else ever")] = None,
    known: Annotated[
        str | None, typer.Option(help="As known at a day's begin or a moment; else now")
    ] = None,
    history: Annotated[bool, typer.Option(help="Also what is known better by now")] = False,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="The sentence of the document, or the row, it is of")
    ] = False,
    zone: ZoneOption = "UTC",
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Show what held of a subject: ever or at a moment, as known now or at a moment."""
    from onevice_assets.operations.timeline.calendar import now, write_moment
    from onevice_assets.operations.timeline.reading import read_dates
    from onevice_assets.operations.timeline.statement import Interval

    if history and (at or known):
        raise InputError("--history shows every moment: leave --at and --known out.")
    facts, where = open_facts(organization), read_dates.read_zone(zone)
    known_at = read_dates.read_moment(known, where) if known else now()
    if history:
        found, what = facts.history(subject, relation), "every state of knowledge"
    elif at is not None:
        span = read_dates.read_interval(at, at, where)
        if span.is_empty:  # a moment
            span = Interval(span.start, span.start + 1)
        found = facts.during(subject, relation, span, known_at)
        what = f"at {at}, as known {write_moment(known_at)}"
    else:
        found = facts.during(subject, relation, Interval(), known_at)
        what = f"as known {write_moment(known_at)}"
    if not found and not as_json:
        raise MissingDataError(_tell_nothing(facts, subject, relation, what))
    told = tell_evidence(facts, found) if evidence else {}
    title = f"{subject}, {what}: {len(found)}"
    print_facts(title, found, with_known=history, as_json=as_json, evidence=told)


@app.command("diff")
def diff(
    subject: SubjectArgument,
    first: Annotated[str, typer.Option("--from", help="Day or moment")],
    second: Annotated[str, typer.Option("--to", help="Day or moment to compare it with")],
    known_first: Annotated[
        str | None, typer.Option("--known-from", help="As known then, at --from; else now")
    ] = None,
    known_second: Annotated[
        str | None, typer.Option("--known-to", help="As known then, at --to; else now")
    ] = None,
    relation: RelationOption = None,
    zone: ZoneOption = "UTC",
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Show what differs between two moments; with one day twice, what was learned since."""
    from onevice_assets.operations.timeline.calendar import now
    from onevice_assets.operations.timeline.contract import tell_difference
    from onevice_assets.operations.timeline.reading.read_dates import read_moment, read_zone

    where, this = read_zone(zone), now()
    pairs = [
        (read_moment(valid, where), read_moment(known, where) if known else this)
        for valid, known in ((first, known_first), (second, known_second))
    ]
    told = tell_difference(open_facts(organization), subject, relation, *pairs)
    parts = {"gone": told.gone, "came": told.came, "same": told.same}
    if as_json:
        print_json({name: [to_row(one) for one in facts] for name, facts in parts.items()})
        return
    rows = [
        {"": sign, **to_row(one)}
        for sign, name in zip("-+ ", parts, strict=True)
        for one in parts[name]
    ]
    title = f"{subject}, {first} → {second}: {len(told.gone)} gone, {len(told.came)} came"
    print_rows(title, rows, ["", "relation", "object", *_TIMES])


@app.command("who")
def who(
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="A driver, a customer …")],
    first: Annotated[str, typer.Option("--from", help="Day or moment; open where not given")] = "",
    last: Annotated[str, typer.Option("--to", help="Day (whole) or moment")] = "",
    relation: RelationOption = None,
    zone: ZoneOption = "UTC",
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Show of which subjects it was the object in an interval: which units did Ann drive?"""
    from onevice_assets.operations.timeline.calendar import now
    from onevice_assets.operations.timeline.reading.read_dates import read_interval, read_zone

    span = read_interval(first, last, read_zone(zone))
    if span.is_empty:
        raise InputError(f"--from {first} is not before --to {last}: swap them.")
    found = open_facts(organization).during_of_object(object_, relation, span, now())
    print_facts(f"{object_}: {len(found)}", found, as_json=as_json, lead=("subject", "relation"))


def open_facts(organization: str) -> PostgresFacts:
    """The facts of an organization that is there.

    Raises:
        InputError: there is none of that slug.
    """
    from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
    from resources.control_plane import organizations

    control = Session().resources["control"]
    with control.begin() as db:
        owner = organizations.find(db, organization)
    return PostgresFacts(control, owner)


def print_facts(
    title: str,
    facts: Sequence[Fact],
    *,
    with_known: bool = False,
    as_json: bool,
    lead: tuple[str, str] = ("relation", "object"),
    evidence: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Print facts as a table for a person, or whole as JSON; with what says so, by statement."""
    rows = [{**to_row(one), **(evidence or {}).get(one.statement_id, {})} for one in facts]
    if as_json:
        print_json(rows)
        return
    known = (*_KNOWN, "statement_id") if with_known else ()
    more = ("source", "page", "quote") if evidence else ()
    print_rows(title, rows, [*lead, *_TIMES, *known, *more])


def tell_evidence(facts: PostgresFacts, found: Sequence[Fact]) -> dict[str, dict[str, Any]]:
    """Of each fact's statement: who says it, the episode, and the words on their page."""
    from onevice_assets.operations.timeline.postgres.read_back import read_statements

    said = read_statements(facts, [one.statement_id for one in found])
    names = ("episode", "page", "place", "quote")
    return {
        id_: {"source": one.source, **{name: one.attributes.get(name) for name in names}}
        for id_, one in said.items()
    }


def to_row(fact: Fact) -> dict[str, Any]:
    """A fact as it is shown: names, and times in ISO 8601."""
    from onevice_assets.operations.timeline.calendar import write_moment

    times = (fact.valid.start, fact.valid.end, fact.known.start, fact.known.end)
    written = [write_moment(one) for one in times]
    return {
        **{"subject": fact.subject, "relation": fact.relation, "object": fact.object},
        **dict(zip((*_TIMES, *_KNOWN), written, strict=True)),
        "statement_id": fact.statement_id,
    }


def _tell_nothing(facts: PostgresFacts, subject: str, relation: str | None, what: str) -> str:
    of = f"{subject!r}" + (f" {relation}" if relation else "")
    near = [name for name in facts.near_names(subject) if name != subject]
    meant = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    return (
        f"Nothing is known of {of} {what}.{meant} `onevice timeline show SUBJECT --history` shows "
        "all there ever was, `onevice timeline say` and `onevice timeline import` add to it."
    )
