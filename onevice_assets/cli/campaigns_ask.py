"""`onevice campaigns ask`: what to decide, from what is remembered of a client."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onevice_assets.cli import campaigns_answers as tell
from onevice_assets.cli.campaigns_clients import ClientArgument, find_client
from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, say
from onevice_assets.cli.session import Session

if TYPE_CHECKING:
    from onevice_assets.campaigns.decisions.answers import Answer
    from onevice_assets.campaigns.decisions.desk import Desk

app = typer.Typer(help="Ask what a client's campaigns taught.", no_args_is_help=True)
LimitOption = Annotated[int, typer.Option(min=1, max=100, help="Rows at most")]
SinceOption = Annotated[str | None, typer.Option("--from", help="First day: 2026-11-01")]
UntilOption = Annotated[str | None, typer.Option("--to", help="Last day")]


@app.command("similar")
def ask_similar(
    client: ClientArgument,
    like: Annotated[str, typer.Argument(help="Creative (file name, id), or words")],
    limit: LimitOption = 10,
    only_active: Annotated[bool, typer.Option("--active", help="Only active ones")] = False,
    as_json: JsonOption = False,
) -> None:
    """Similar content: by meaning; by shared attributes where the vectors are away."""
    answer = _desk(client).similar_content(like, limit=limit, only_active=only_active)
    _show(answer, tell.similar, as_json)


@app.command("situations")
def ask_situations(
    client: ClientArgument,
    like: Annotated[str, typer.Argument(help="Campaign (name, id), or words")],
    limit: LimitOption = 5,
    as_json: JsonOption = False,
) -> None:
    """Situations like this one, and what came of them."""
    _show(_desk(client).situations_like(like, limit=limit), tell.situations, as_json)


@app.command("metrics")
def ask_metrics(
    client: ClientArgument,
    campaign: Annotated[str | None, typer.Option(help="Only this one: name or id")] = None,
    content: Annotated[str | None, typer.Option(help="Only this creative: file, id")] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    as_json: JsonOption = False,
) -> None:
    """Exact metrics of the client, a campaign or a creative."""
    answer = _desk(client).exact_metrics(
        campaign=campaign, content=content, since=since, until=until
    )
    _show(answer, tell.metrics, as_json)


@app.command("chain")
def ask_chain(
    client: ClientArgument,
    which: Annotated[str | None, typer.Argument(help="Id of a lead or purchase")] = None,
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> None:
    """Attribution of a lead or purchase; without an id the newest are listed."""
    _show(_desk(client).attribution_chain(which, limit=limit), tell.chain, as_json)


@app.command("balance")
def ask_balance(client: ClientArgument, as_json: JsonOption = False) -> None:
    """Portfolio balance: what spend and creatives go to, what is over- and under-used."""
    _show(_desk(client).portfolio_balance(), tell.balance, as_json)


@app.command("cross-client")
def ask_cross_client(
    client: ClientArgument,
    about: Annotated[str | None, typer.Option(help="Words it should be near to")] = None,
    industry: Annotated[str | None, typer.Option(help="Other than the client's")] = None,
    business_model: Annotated[str | None, typer.Option(help="service or ecommerce")] = None,
    limit: LimitOption = 10,
    as_json: JsonOption = False,
) -> None:
    """What all clients' campaigns together taught, three at least."""
    answer = _desk(client).cross_client_learnings(
        about, industry=industry, business_model=business_model, limit=limit
    )
    _show(answer, tell.cross_client, as_json)


@app.command("unused")
def ask_unused(
    client: ClientArgument,
    campaign: Annotated[str, typer.Argument(help="Name or id of a campaign")],
    limit: LimitOption = 10,
    as_json: JsonOption = False,
) -> None:
    """Creatives that never ran in a campaign, by how well they fit its audience."""
    _show(_desk(client).unused_content(campaign, limit=limit), tell.unused, as_json)


@app.command("gaps")
def ask_gaps(client: ClientArgument, as_json: JsonOption = False) -> None:
    """Creative gaps: what works or was never tried, and no active creative has."""
    _show(_desk(client).creative_gaps(), tell.gaps, as_json)


@app.command("shifts")
def ask_shifts(
    client: ClientArgument,
    by: Annotated[str, typer.Option(help="campaign, or audience (platform × audience)")] = (
        "campaign"
    ),
    most_share: Annotated[float, typer.Option(help="Of a budget, 0.5 at most")] = 0.2,
    until: UntilOption = None,
    as_json: JsonOption = False,
) -> None:
    """Budget shifts: from what surely brings less to what surely brings more."""
    answer = _desk(client).budget_shifts(
        by=by,  # type: ignore[arg-type]  # checked there, with a message
        most_share=most_share,
        until=until,
    )
    _show(answer, tell.shifts, as_json)


@app.command("waiting")
def ask_waiting(as_json: JsonOption = False) -> None:
    """Ask again what found a store away; with the daemon running that happens by itself."""
    from onevice_assets.campaigns.decisions.ask_again import ask_again

    done = ask_again(Session().resources)
    if as_json:
        print_json(asdict(done))
        return
    say(
        f"{done.answered} asked again, {done.given_up} given up, {done.waiting} still wait"
        f"{f': {done.away}' if done.away else ''}."
    )


def _desk(key: str) -> Desk:
    from onevice_assets.campaigns.decisions.desk import Desk

    session = Session()
    return Desk(find_client(session, key), session.resources)


def _show(answer: Answer[Any], show: Any, as_json: bool) -> None:
    if as_json:
        print_json(asdict(answer))
        return
    show(answer.found)
    tell.origin(answer)
