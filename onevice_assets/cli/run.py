"""`onevice run`: the main job for one website and day, from its address to the report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.findings import collect_findings, print_findings
from onevice_assets.cli.output import print_json, say
from onevice_assets.cli.session import Session, actor
from onevice_assets.partitions import join_key
from resources.control_plane.tracking import TrackedBrand
from resources.control_plane.websites import Website
from resources.errors import InputError
from resources.identity import normalize_brand_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

EXAMPLE_URL = "http://demo.test/"


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(run)


def run(
    site: Annotated[str, typer.Option(envvar="SITE", help="Address; the example if unset")] = "",
    brand: Annotated[str, typer.Option(envvar="BRAND", help="Your brand")] = "",
    competitors: Annotated[
        str, typer.Option(envvar="COMPETITORS", help="Competitors, separated by commas")
    ] = "",
    day: Annotated[str, typer.Option(envvar="DAY", help="Day, YYYY-MM-DD; today (UTC)")] = "",
    samples: Annotated[
        str, typer.Option(envvar="SAMPLES", help="Times each is asked, or auto")
    ] = "",
    conversations: Annotated[
        str, typer.Option(envvar="CONVERSATIONS", help="core (25) or all (50)")
    ] = "",
    max_pages: Annotated[str, typer.Option(envvar="MAX_PAGES", help="Pages to crawl")] = "",
    max_usd: Annotated[str, typer.Option(envvar="MAX_USD", help="Spend no more than this")] = "",
    retry_unknown: Annotated[
        bool, typer.Option("--retry-unknown", help="Ask again what a crash left unsettled")
    ] = False,
    hard: Annotated[
        bool, typer.Option("--hard", help="Fetch every page whole; at most once in 7 days")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program")] = False,
) -> None:
    """Crawl a website, ask the models what its customers would ask, and report who is named."""
    env = {
        "SAMPLES": samples,
        "CONVERSATIONS": conversations,
        "MAX_PAGES": max_pages,
        "MAX_USD": max_usd,
    }
    session = Session({name: value for name, value in env.items() if value}, bars=not as_json)
    when = parse_day(day)
    website = watch(session, site, brand, competitors)
    partition = join_key(when.isoformat(), website.key)
    understand(session, website, hard=hard)
    ask(session, website, when, retry_unknown=retry_unknown)
    if waiting := count_waiting(session, website, when):
        tell_waiting(waiting, partition, as_json=as_json)
        return
    findings = collect_findings(session, partition)
    if as_json:
        print_json(findings)
    else:
        print_findings(findings)


def understand(session: Session, website: Website, *, hard: bool) -> None:
    """Crawl the website, derive its customers and what they would ask."""
    say(f"[bold]1/2[/] Understanding [bold]{escape(website.key)}[/]: pages, customers, questions")
    config = {"scraped_pages": {"hard": True}} if hard else None
    session.materialize("understand_website", website.key, config)
    tell_market(session, website)


def tell_market(session: Session, website: Website) -> None:
    """Print which market and customers were derived, before anything is asked."""
    from onevice_assets.tables import audience

    lake = session.resources["lake"]
    for row in lake.read_rows_if_there(audience.website_analysis, website.key):
        main = json.loads(row["primary_offerings"])[0]
        industry = row["industry"] or "industry unknown"
        say(f"    Market: [bold]{escape(str(main.get('category')))}[/] ({escape(industry)})")
    icps = lake.read_rows_if_there(audience.icps, website.key)
    active = sorted((row for row in icps if row["is_active"]), key=lambda r: r["sequence_number"])
    say(f"    Customers: {escape(', '.join(row['name'] for row in active)) or 'none'}")
    say("    [dim]Not your market? onevice prompts export, edit, import; reject what is wrong[/]")


def ask(session: Session, website: Website, day: date, *, retry_unknown: bool) -> None:
    """Ask a day's questions and publish every number from the answers."""
    say(f"[bold]2/2[/] Asking for {day.isoformat()}, reading the answers, counting")
    if day < datetime.now(UTC).date():
        say(f"    [yellow]Answers asked now will count for {day.isoformat()}[/], a past day")
    tell_estimate(session, website, day)
    retried = ("llm_responses", "canary_responses") if retry_unknown else ()
    config = {name: {"retry_unknown": True} for name in retried}
    session.materialize("watch_website", join_key(day.isoformat(), website.key), config)


def count_waiting(session: Session, website: Website, day: date) -> int:
    """Calls of the day that are in a batch at a provider."""
    from resources.llm.batch.kept import list_open

    out = list_open(session.resources["objects"], website.id)
    return sum(len(batch.lines) for batch in out if batch.day == day.isoformat())


def tell_waiting(calls: int, partition: str, *, as_json: bool) -> None:
    """Say that the day has no numbers yet, and what brings them."""
    if as_json:
        print_json({"partition": partition, "waiting_calls": calls})
        return
    say(f"    {calls} calls wait in a batch, a day at most; nothing is written of it yet.")
    say("    The same command again collects what is there; so does the sensor finished_batches.")


def watch(session: Session, site: str, brand: str, competitors: str) -> Website:
    """Make sure the website is watched and its brands tracked; again changes nothing.

    Raises:
        InputError: brands without a website, or a second own brand; nothing is decided then.
    """
    from resources.control_plane import brands, websites

    if not site and (brand or competitors):
        raise InputError("BRAND and COMPETITORS go with SITE: say which website they belong to.")
    example = {} if site else _example()
    own = brand or example.get("brand", "")
    with session.resources["control"].begin() as db:
        website = websites.add(
            db,
            url=site or EXAMPLE_URL,
            domain=None if site else example["domain"],
            name=example.get("name") or own or None,
            actor=actor(),
        )
        own = _read_as(db, own)
        _check_own(website, own, brands.tracked(db, website.id))
        if own:
            brands.track(db, website.id, own, "own", actor=actor())
        for rival in _split(competitors) or example.get("competitors", []):
            brands.track(db, website.id, rival, "competitor", actor=actor())
    return website


def _read_as(db: Connection, name: str) -> str:
    """The name a brand is read as: the survivor's where it was merged; itself where it is new."""
    from resources.control_plane import brands

    try:
        return brands.survivor(db, name).name
    except InputError:
        return name


def _check_own(website: Website, own: str, tracked: Sequence[TrackedBrand]) -> None:
    """A website has one brand of its own: the one it has, or the one that is given now."""
    have = [one for one in tracked if one.role == "own"]
    if not have and not own:
        raise InputError(
            f"{website.key} has no brand of its own yet: say which one to look for, e.g. "
            f'make run SITE={website.url} BRAND="Its Name" COMPETITORS="One,Two".'
        )
    if have and own and normalize_brand_name(own) not in {one.normalized_name for one in have}:
        raise InputError(
            f"The brand of {website.key} is {have[0].name}, not {own}. To change it: "
            f'onevice brand untrack "{have[0].name}" --website {website.key}'
        )


def _example() -> dict[str, Any]:
    from resources.web.example import example_site

    example: dict[str, Any] = json.loads((example_site() / "example.json").read_text("utf-8"))
    return example


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def tell_estimate(session: Session, website: Website, day: date) -> None:
    """Print how many calls are to come and what they may cost, before the first one."""
    from onevice_assets.brand_monitor.responses.canaries.plan_canaries import estimate_canaries
    from onevice_assets.brand_monitor.responses.estimate_day import estimate_day
    from onevice_assets.brand_monitor.responses.sampling.tell_plan import tell_plan
    from resources.llm.prices import warn_of_old

    estimate = estimate_day(session.resources, website, day)
    canaries = estimate_canaries(session.resources, website, day, estimate)
    usd = estimate.usd + canaries.usd
    money = "free" if not usd else f"about USD {usd:.2f}"
    limit = f", limit USD {session.resources['llm'].max_usd:g}" if usd else ""
    if estimate.sampling is not None:
        say(f"    {tell_plan(estimate.sampling)}")
    models = ", ".join(estimate.models)
    included = f"follow-ups and {canaries.calls} canaries" if canaries.calls else "follow-ups"
    calls = estimate.calls + canaries.calls
    batched = f", {estimate.in_batch} in batches" if estimate.in_batch else ""
    say(f"    {calls} calls to {models}, {included} included{batched}: {money}{limit}")
    for provider in session.resources["llm"].describe_providers():
        if warning := warn_of_old(provider.label, provider.price, datetime.now(UTC).date()):
            say(f"    [yellow]{escape(warning)}[/]")
