"""The only assembly: every asset, check, job, sensor and resource of the code location.

The dictionary of stages is the map of the platform, in the order data flows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

import dagster as dg

from onevice_assets import decisions, jobs
from onevice_assets.brand_monitor.audience import assets as audience
from onevice_assets.brand_monitor.audience import checks as audience_checks
from onevice_assets.brand_monitor.brand_states import assets as brand_states
from onevice_assets.brand_monitor.brand_states import checks as brand_states_checks
from onevice_assets.brand_monitor.brand_states.judging import assets as judging
from onevice_assets.brand_monitor.brand_states.judging import checks as judging_checks
from onevice_assets.brand_monitor.pages import assets as pages
from onevice_assets.brand_monitor.pages import checks as pages_checks
from onevice_assets.brand_monitor.projections import assets as projections
from onevice_assets.brand_monitor.projections import checks as projections_checks
from onevice_assets.brand_monitor.prompts import assets as prompts
from onevice_assets.brand_monitor.prompts import checks as prompts_checks
from onevice_assets.brand_monitor.report import assets as report
from onevice_assets.brand_monitor.responses import assets as responses
from onevice_assets.brand_monitor.responses import checks as responses_checks
from onevice_assets.brand_monitor.responses.canaries import assets as canaries
from onevice_assets.brand_monitor.responses.canaries import checks as canaries_checks
from onevice_assets.brand_monitor.responses.citing import assets as citing
from onevice_assets.brand_monitor.responses.citing import checks as citing_checks
from onevice_assets.brand_monitor.share_of_voice import assets as share_of_voice
from onevice_assets.brand_monitor.share_of_voice import checks as share_of_voice_checks
from onevice_assets.brand_monitor.share_of_voice.verdicts import assets as verdicts
from onevice_assets.brand_monitor.share_of_voice.verdicts import checks as verdicts_checks
from onevice_assets.brand_monitor.spending import assets as spending
from onevice_assets.campaigns.attribution import assets as attribution
from onevice_assets.campaigns.attribution import checks as attribution_checks
from onevice_assets.campaigns.content import assets as content
from onevice_assets.campaigns.content import checks as content_checks
from onevice_assets.campaigns.learnings import assets as learnings
from onevice_assets.campaigns.learnings import checks as learnings_checks
from onevice_assets.campaigns.performance import assets as performance
from onevice_assets.campaigns.performance import checks as performance_checks
from onevice_assets.campaigns.projections import assets as campaign_memory
from onevice_assets.campaigns.projections import checks as campaign_memory_checks
from onevice_assets.entertainment.documents import assets as documents
from onevice_assets.entertainment.documents import checks as documents_checks
from onevice_assets.entertainment.entities import assets as entities
from onevice_assets.entertainment.entities import checks as entities_checks
from onevice_assets.entertainment.graph import assets as talent_graph
from onevice_assets.entertainment.graph import checks as talent_graph_checks
from onevice_assets.entertainment.talent import assets as talent
from onevice_assets.executors import choose_executor
from onevice_assets.intents.patterns import assets as patterns
from onevice_assets.intents.patterns import checks as patterns_checks
from onevice_assets.operations.entities import assets as operations_entities
from onevice_assets.operations.entities import checks as operations_entities_checks
from onevice_assets.operations.episodes import assets as episodes
from onevice_assets.operations.episodes import checks as episodes_checks
from onevice_assets.operations.graphiti import assets as graphiti
from onevice_assets.operations.timeline import assets as timeline
from onevice_assets.operations.timeline import checks as timeline_checks
from onevice_assets.upkeep.backup import assets as backup
from onevice_assets.upkeep.backup import checks as backup_checks
from onevice_assets.upkeep.drift import assets as drift
from onevice_assets.upkeep.migrations import assets as migrations
from onevice_assets.upkeep.migrations import checks as migrations_checks
from onevice_assets.upkeep.partitions.assets import watch
from onevice_assets.upkeep.retention import assets as retention
from onevice_assets.upkeep.sagas import assets as sagas
from onevice_assets.upkeep.sagas import checks as sagas_checks
from resources.dagster_files import hasten_sqlite
from resources.observing.logs import set_up_logs
from resources.registry import from_env, silence_telemetry
from sensors import (
    aliases,
    automation,
    backups,
    batches,
    campaign_inbox,
    campaign_questions,
    campaign_reports,
    conversations,
    daily,
    documents_inbox,
    documents_to_join,
    episodes_inbox,
    failures,
    finds,
    freshness,
    inbox,
    late_days,
    old_data,
    simulations,
    webhook_deliveries,
    websites,
)

STAGES: dict[str, list[ModuleType]] = {
    "pages": [pages, pages_checks],
    "audience": [audience, audience_checks],
    "prompts": [prompts, prompts_checks],
    "responses": [responses, responses_checks, canaries, canaries_checks, citing, citing_checks],
    "brand_states": [brand_states, brand_states_checks, judging, judging_checks],
    "share_of_voice": [share_of_voice, share_of_voice_checks, verdicts, verdicts_checks],
    "spending": [spending],
    "projections": [projections, projections_checks],
    "report": [report],
    "documents": [documents, documents_checks],
    "entities": [entities, entities_checks],
    "talent_graph": [talent_graph, talent_graph_checks],
    "talent": [talent],
    "content": [content, content_checks],
    "attribution": [attribution, attribution_checks],
    "learnings": [learnings, learnings_checks],
    "performance": [performance, performance_checks],
    "campaign_memory": [campaign_memory, campaign_memory_checks],
    "episodes": [episodes, episodes_checks],
    "operations_entities": [operations_entities, operations_entities_checks],
    "patterns": [patterns, patterns_checks],
    "timeline": [timeline, timeline_checks],
    "graphiti": [graphiti],
    "migrations": [migrations, migrations_checks],
    "sagas": [sagas, sagas_checks],
    "drift": [drift],
    "retention": [retention],
    "backup": [backup, backup_checks],
}

SENSORS: tuple[ModuleType, ...] = (
    websites,
    simulations,
    batches,
    aliases,
    late_days,
    inbox,
    documents_inbox,
    documents_to_join,
    episodes_inbox,
    campaign_inbox,
    webhook_deliveries,
    campaign_reports,
    campaign_questions,
    conversations,
    automation,
    failures,
)


def build_defs(*, resources: Mapping[str, Any] | None = None) -> dg.Definitions:
    """Assemble the code location.

    Args:
        resources: replace the ones built from the environment, by name.
    """
    silence_telemetry()
    modules = [module for stage in STAGES.values() for module in stage]
    assets = automation.attach([*decisions.specs(), *_list_assets(modules)])
    return dg.Definitions(
        assets=freshness.expect([*assets, watch(assets)]),
        asset_checks=dg.load_asset_checks_from_modules(modules),
        jobs=jobs.ALL,
        schedules=[*daily.ALL, *finds.ALL, *old_data.ALL, *backups.ALL],
        sensors=[sensor for module in SENSORS for sensor in module.ALL],
        resources={**from_env(), **(resources or {})},
        executor=choose_executor(os.environ),
    )


def _list_assets(modules: Iterable[ModuleType]) -> list[dg.AssetsDefinition]:
    """The assets that modules define, each once; Dagster's own loader copies every one."""
    named = [value for module in modules for value in vars(module).values()]
    found = [one for one in named if isinstance(one, dg.AssetsDefinition)]
    assets = [one for one in found if not isinstance(one, dg.AssetChecksDefinition)]
    return list({id(one): one for one in assets}.values())


@dg.definitions
def defs() -> dg.Definitions:
    """The code location Dagster loads."""
    hasten_sqlite()
    set_up_logs()
    return build_defs()
