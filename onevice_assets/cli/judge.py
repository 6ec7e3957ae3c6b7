"""`onevice judge`: a language model's second opinion on a day's brand states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.text import Text

from onevice_assets.cli.look import DayOption, JsonOption, WebsiteOption, find_day
from onevice_assets.cli.output import console, print_json, print_rows, say
from onevice_assets.cli.session import Session
from onevice_assets.measures.tell_percent import percent
from onevice_assets.partitions import join_key, split_key
from onevice_assets.tables.answers import PRESENCES

if TYPE_CHECKING:
    from onevice_assets.lineage.evidence import Evidence

_FACTS = ("asked", "reused", "cost_usd", "invented_ids", "missing_verdicts", "reasons")
_PAIRS_TOLD = 10


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(judge)


def judge(
    website: WebsiteOption = None,
    day: DayOption = None,
    sample: Annotated[int, typer.Option(min=1, help="Answers to have judged, at most")] = 50,
    seed: Annotated[int, typer.Option(help="Another seed, another sample")] = 0,
    provider: Annotated[str, typer.Option(help="Who judges; the first with a key")] = "",
    retry: Annotated[
        bool, typer.Option("--retry", help="Ask again what has no usable verdict; may pay twice")
    ] = False,
    stored: Annotated[
        bool, typer.Option("--stored", help="Only show what was judged before; asks nothing")
    ] = False,
    show: Annotated[int, typer.Option(min=0, help="Disagreements to print, with sentence")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Have a model judge what answers do to the brands we found, and tell where it disagrees."""
    session = Session(bars=not as_json)
    key = session.website(website).key
    table = "brand_state_judgements" if stored else "llm_brand_states"
    partition = join_key(find_day(session, key, table, day), key)
    config = {"sample": sample, "seed": seed, "provider": provider, "retry": retry}
    run = None if stored else _ask(session, partition, config)
    told = collect_agreement(session, partition, show)
    if as_json:
        print_json({**told, "run": run})
    else:
        _print(told, run)


def _ask(session: Session, partition: str, config: dict[str, Any]) -> dict[str, Any]:
    """Say what it may cost, have it judged, and tell what was asked."""
    import dagster as dg

    _tell_estimate(session, partition, config)
    session.materialize("judge_brand_states", partition, {"brand_state_judgements": config})
    wanted = dg.AssetRecordsFilter(
        asset_key=dg.AssetKey(["brand_monitor", "brand_state_judgements"]),
        asset_partitions=[partition],
    )
    (record,) = session.instance.fetch_materializations(wanted, limit=1).records
    event = record.asset_materialization
    metadata = event.metadata if event else {}
    return {name: metadata[name].value for name in _FACTS}


def _tell_estimate(session: Session, partition: str, config: dict[str, Any]) -> None:
    from onevice_assets.brand_monitor.brand_states.judging.plan_judging import (
        Stores,
        Wish,
        plan_day,
    )

    found = session.resources
    stores = Stores(*(found[name] for name in ("lake", "control", "objects", "llm")))
    plan = plan_day(stores, session.website(split_key(partition)[1]), partition, Wish(**config))
    money = f"at most USD {plan.bound_usd:.4f}, limit USD {found['llm'].max_usd:g}"
    say(
        f"{len(plan.calls)} answers to judge by {escape(plan.provider.label)}"
        + (f": {money}" if plan.calls else ", nothing to pay")
    )


def collect_agreement(session: Session, partition: str, show: int = 0) -> dict[str, Any]:
    """Gather what is stored of a day's judgements: agreement by judge, and disagreements.

    Args:
        session: the command's.
        partition: day and website.
        show: how many disagreements to quote, those about presence first.
    """
    from onevice_assets.brand_monitor.brand_states.judging.compare_verdicts import measure
    from onevice_assets.brand_monitor.brand_states.judging.tell_judging import as_json
    from onevice_assets.tables import answers

    rows = session.resources["lake"].read_rows(answers.brand_state_judgements, partition)
    day, website = split_key(partition)
    return {
        "website": website,
        "day": day,
        "judges": [as_json(one) for one in measure(rows)],
        "disagreeing": _quote(session, partition, rows)[:show] if show else [],
    }


def _quote(session: Session, partition: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that disagree, with the sentence that decided our side; other presences first."""
    from onevice_assets.lineage.evidence import list_evidence
    from onevice_assets.tables import answers

    lake = session.resources["lake"]
    differing: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        if not row["is_agreed"]:
            differing.setdefault((row["llm_response_id"], row["brand_id"]), []).append(row)
    evidence = list_evidence(
        lake.read_rows(answers.llm_brand_states, partition),
        lake.read_rows(answers.llm_responses, partition),
        keep=lambda state: (state["llm_response_id"], state["brand_id"]) in differing,
    )
    pairs = [
        _pair(one, row)
        for one in evidence
        for row in differing[one.response_id, one.brand_id or ""]
    ]
    return sorted(pairs, key=lambda pair: pair["ours"]["presence"] == pair["judge"]["presence"])


def _pair(one: Evidence, row: dict[str, Any]) -> dict[str, Any]:
    from onevice_assets.brand_monitor.brand_states.judging.compare_verdicts import FIELDS

    return {
        "brand": one.brand_name,
        "response_id": one.response_id,
        "ours": {field: row[ours] for field, ours, _, _ in FIELDS},
        "judge": {field: row[theirs] for field, _, theirs, _ in FIELDS},
        "judge_model": f"{row['judge_provider']}:{row['judge_model']}",
        "sentence": f"{one.before}{one.surface}{one.after}",
    }


def _print(told: dict[str, Any], run: dict[str, Any] | None) -> None:
    if run:
        _print_run(run)
    for one in told["judges"]:
        _print_judge(told, one)
    if not told["judges"]:
        say(f"No brand state of {escape(told['website'])} on {told['day']} is judged.")
    for one in told["disagreeing"]:
        _print_pair(one)
    where = f"--website {escape(told['website'])} --day {told['day']}"
    say(f"The sentences: onevice judge --stored --show 20 {where}")
    say(f"Every verdict: onevice show brand_state_judgements {where} --json")


def _print_run(run: dict[str, Any]) -> None:
    say(
        f"{run['asked']} answers asked, {run['reused']} known from before: "
        f"USD {run['cost_usd']:.4f}"
    )
    if run["invented_ids"]:
        say(f"[yellow]{run['invented_ids']} verdicts on brands nobody asked about[/], dropped")
    if run["missing_verdicts"]:
        say(f"[yellow]{run['missing_verdicts']} brands got no usable verdict[/] (--retry)")
    for reason in run["reasons"]:
        say(f"[yellow]not judged:[/] {escape(str(reason))}")


def _print_judge(told: dict[str, Any], one: dict[str, Any]) -> None:
    who = f"{one['provider']}:{one['model']} (prompt {one['prompt_version']})"
    shares, kappa = one["agreement"], one["presence_kappa"]
    title = f"{told['website']} on {told['day']}, judged by {who}"
    console.print(f"[bold]{escape(title)}[/]", highlight=False, soft_wrap=True)
    console.print(
        f"{one['rows']} brands in {one['answers']} answers. Agreement: presence "
        f"{percent(shares['presence'])} (kappa {'–' if kappa is None else f'{kappa:.2f}'}), belief "
        f"{percent(shares['belief'])}, polarity {percent(shares['polarity'])}, all three "
        f"{percent(shares['all'])}",
        highlight=False,
        soft_wrap=True,
    )
    matrix = one["presences"]
    used = {*matrix, *(name for row in matrix.values() for name in row)}
    seen = [name for name in PRESENCES if name in used]
    print_rows(
        "Presence: ours in rows, the judge's in columns",
        [
            {"ours": name, **{other: matrix.get(name, {}).get(other, 0) for other in seen}}
            for name in seen
        ],
        ["ours", *seen],
    )
    print_rows(
        "Disagreements" if one["disagreements"] else "No disagreement",
        one["disagreements"][:_PAIRS_TOLD],
        ["field", "ours", "judge", "rows"],
    )


def _print_pair(one: dict[str, Any]) -> None:
    differing = [
        f"{field} {one['ours'][field] or 'none'} → {one['judge'][field] or 'none'}"
        for field in one["ours"]
        if one["ours"][field] != one["judge"][field]
    ]
    head = f"{one['brand']}: {', '.join(differing)} · {one['judge_model']} · {one['response_id']}"
    console.print(Text(f"\n{head}", style="bold"))
    console.print(Text(f"  “{one['sentence']}”"))
