"""Assets of the stage `learnings`: what results teach, and the texts that tell it."""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from onevice_assets.lake_assets import ONE_A_RUN, find_client, find_organization, options, result
from onevice_assets.tables import campaign_learnings as tables
from onevice_assets.tables import campaign_performance as facts
from onevice_assets.tables import campaigns
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.table_schema import Table

_FACTS = [
    dg.AssetKey(["campaigns", name])
    for name in ("ad_performance", "campaigns", "content", "demographics")
]
_LEARNINGS = [dg.AssetKey(["campaigns", "learnings"])]
_SHOWN = ("kind", "start_name", "end_name", "shrunk_lift", "lower_bound", "sample_size", "reason")


def _options(table: Table, *kinds: str) -> dict[str, Any]:
    """What the assets of this stage have in common."""
    return {
        **options(table, "learnings", kinds={"python", *kinds}),
        "description": table.description,
        "code_version": "1",
        "backfill_policy": ONE_A_RUN,
    }


@dg.asset(**_options(tables.learnings, "scipy"), deps=_FACTS)
def learnings(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> dg.MaterializeResult[Any]:
    """Learn from all of the client's facts anew: a corrected day corrects what follows from it."""
    from onevice_assets.campaigns.learnings.facts import READ, read_facts
    from onevice_assets.campaigns.learnings.learn import learn_from
    from onevice_assets.campaigns.learnings.make_rows import make_learning_rows

    key = context.partition_key
    owner = _find_owner(control, key)
    frame = lake.read(facts.ad_performance.only(*READ), key)
    found = read_facts(frame)
    content = lake.read_rows_if_there(campaigns.content.only("id", "tones", "aesthetics"), key)
    learned = learn_from(found, content)
    people = lake.read_rows(facts.demographics, key)
    rows = []
    if learned:
        window = (min(frame["date"]), max(frame["date"]))
        rows = make_learning_rows(owner, learned, people, window)
    written = lake.write(tables.learnings, key, rows)
    believed = [row for row in rows if row["believed"]]
    extra = {
        "believed": len(believed),
        "outcome": found.outcome,
        **{f"rows with {why}": count for why, count in found.left_out.items() if count},
    }
    preview = [{name: row[name] for name in _SHOWN} for row in believed[:10]]
    return result(context, tables.learnings, {key: written}, preview=preview, extra=extra)


@dg.asset(**_options(tables.scenarios), deps=_FACTS)
def scenarios(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> dg.MaterializeResult[Any]:
    """Tell each month of a creative in a campaign in words, by template."""
    from onevice_assets.campaigns.learnings.tell_scenarios import tell_scenarios

    key = context.partition_key
    rows = tell_scenarios(
        _find_owner(control, key),
        lake.read(facts.ad_performance, key),
        lake.read_rows_if_there(campaigns.content, key),
        lake.read_rows(facts.campaigns, key),
        lake.read_rows(facts.demographics, key),
    )
    return _write(context, lake, tables.scenarios, rows)


@dg.asset(**_options(tables.psychographics), deps=_LEARNINGS)
def psychographics(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> dg.MaterializeResult[Any]:
    """Tell each audience in words, by template: what is believed, and what is not known."""
    from onevice_assets.campaigns.learnings.tell_insights import tell_psychographics

    owner = _find_owner(control, context.partition_key)
    known = lake.read_rows(tables.learnings, context.partition_key)
    return _write(context, lake, tables.psychographics, tell_psychographics(owner, known))


@dg.asset(**_options(tables.narrative_patterns), deps=_LEARNINGS)
def narrative_patterns(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> dg.MaterializeResult[Any]:
    """Tell each tone and aesthetic in words, by template: for whom it works, and for whom not."""
    from onevice_assets.campaigns.learnings.tell_insights import tell_patterns

    owner = _find_owner(control, context.partition_key)
    known = lake.read_rows(tables.learnings, context.partition_key)
    return _write(context, lake, tables.narrative_patterns, tell_patterns(owner, known))


@dg.asset(**_options(tables.cross_client_learnings, "scipy"), deps=_LEARNINGS)
def cross_client_learnings(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> dg.MaterializeResult[Any]:
    """Pool what an organization's clients were taught; started by a person, who decides to share.

    `onevice campaigns share ORGANIZATION`.
    """
    from onevice_assets.campaigns.learnings.pool_clients import Told, pool_clients
    from resources.control_plane import campaign_clients as clients

    organization = find_organization(control, context.partition_key)
    with control.begin() as db:
        own = [one for one in clients.list_all(db) if one.organization_id == organization]
    told = [
        Told(one.id, one.industry, one.business_model, rows)
        for one in own
        if (rows := lake.read_rows_if_there(tables.learnings, one.key))
    ]
    return _write(context, lake, tables.cross_client_learnings, pool_clients(organization, told))


def _find_owner(control: ControlPlane, key: str) -> dict[str, str]:
    found = find_client(control, key)
    return {"organization_id": found.organization_id, "brand_id": found.id}


def _write(
    context: dg.AssetExecutionContext, lake: Lake, table: Table, rows: list[Mapping[str, Any]] | Any
) -> dg.MaterializeResult[Any]:
    written = lake.write(table, context.partition_key, rows)
    preview = [{"text": row["text"]} for row in rows[:10]]
    return result(context, table, {context.partition_key: written}, preview=preview)
