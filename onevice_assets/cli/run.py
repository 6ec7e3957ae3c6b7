"""`onevice run`: the main job for one website and day, from its address to the report."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.findings import collect_findings, print_findings
from onevice_assets.cli.output import print_json, say
from onevice_assets.cli.session import Session, actor
from onevice_assets.partitions import join_key
from resources.control_plane.websites import Website
from resources.errors import InputError

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
    samples: Annotated[str, typer.Option(envvar="SAMPLES", help="Times each is asked")] = "",
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


def ask(session: Session, website: Website, day: date, *, retry_unknown: bool) -> None:
    """Ask a day's questions and publish every number from the answers."""
    say(f"[bold]2/2[/] Asking for {day.isoformat()}, reading the answers, counting")
    tell_estimate(session, website, day)
    config = {"llm_responses": {"retry_unknown": True}} if retry_unknown else None
    session.materialize("watch_website", join_key(day.isoformat(), website.key), config)


def watch(session: Session, site: str, brand: str, competitors: str) -> Website:
    """Make sure the website is watched and its brands tracked; again changes nothing."""
    from resources.control_plane import brands, websites

    example = {} if site else _example()
    own = brand or example.get("brand", "")
    rivals = _split(competitors) or (example.get("competitors", []) if not brand else [])
    with session.resources["control"].begin() as db:
        website = websites.add(
            db,
            url=site or EXAMPLE_URL,
            domain=None if site else example["domain"],
            name=example.get("name") or own or None,
            actor=actor(),
        )
        if own:
            brands.track(db, website.id, own, "own", actor=actor())
        for rival in rivals:
            brands.track(db, website.id, rival, "competitor", actor=actor())
        tracked = brands.tracked(db, website.id)
    if not any(one.role == "own" for one in tracked):
        raise InputError(
            f"{website.key} has no brand of its own yet: say which one to look for, e.g. "
            f'make run SITE={site} BRAND="Its Name" COMPETITORS="One,Two".'
        )
    return website


def _example() -> dict[str, Any]:
    from resources.web.example import example_site

    example: dict[str, Any] = json.loads((example_site() / "example.json").read_text("utf-8"))
    return example


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def tell_estimate(session: Session, website: Website, day: date) -> None:
    """Print how many calls are to come and what they may cost, before the first one."""
    from onevice_assets.brand_monitor.responses.plan import estimate_day

    estimate = estimate_day(session.resources, website, day)
    money = "free" if not estimate.usd else f"about USD {estimate.usd:.2f}"
    limit = f", limit USD {session.resources['llm'].max_usd:g}" if estimate.usd else ""
    models = ", ".join(estimate.models)
    say(f"    {estimate.calls} calls to {models}: {money}{limit}")
