"""Jobs, named by what they do; each is a selection of assets and nothing more."""

from __future__ import annotations

import dagster as dg

from onevice_assets.campaign_jobs import (
    describe_content,
    learn_from_results,
    read_campaign_reports,
    read_webhooks,
    remember_content,
    remember_performance,
    share_learnings,
    trace_attribution,
)
from onevice_assets.groups import group
from onevice_assets.retention_jobs import RETENTION, remove_old_days, remove_old_records
from onevice_assets.tables import document_entities

# a second opinion that costs money: only ever asked by hand
_SECOND_OPINION = dg.AssetSelection.assets(["brand_monitor", "brand_state_judgements"])

_PAID = dg.AssetSelection.tag("cost", "paid")


def _stages(*stages: str) -> dg.AssetSelection:
    chosen = dg.AssetSelection.groups(*(group("brand_monitor", stage) for stage in stages))
    return chosen - _SECOND_OPINION


def _copies(cut: str) -> dg.AssetSelection:
    """The copies in stores that are cut by website, or by day and website."""
    return _stages("projections") & dg.AssetSelection.tag("cut", cut)


understand_website = dg.define_asset_job(
    "understand_website",
    selection=_stages("pages", "audience", "prompts") | _copies("website"),
    description="Crawl a website, derive its ideal customers and what they would ask.",
)

crawl_website = dg.define_asset_job(
    "crawl_website",
    selection=_stages("pages"),
    description="Fetch a website's pages, or what changed of them. Free.",
)

ask_models = dg.define_asset_job(
    "ask_models",
    selection=_stages("responses") & _PAID,
    description="Ask the language models one website's prompts for one day. May cost money.",
)

publish = dg.define_asset_job(
    "publish",
    selection=(_stages("responses") - _PAID)
    | _stages("brand_states", "share_of_voice", "spending", "graph", "report")
    | _copies("day"),
    description="Read the answers again and publish every number from them. Free.",
)

read_again = dg.define_asset_job(
    "read_again",
    selection=dg.AssetSelection.assets(
        ["brand_monitor", "answer_citations"],
        ["brand_monitor", "brand_candidates"],
        ["brand_monitor", "llm_brand_states"],
    ),
    description="Read answers again with the names in force; the numbers follow. Free.",
)

judge_again = dg.define_asset_job(
    "judge_again",
    selection=dg.AssetSelection.assets(["brand_monitor", "visibility_verdicts"]),
    description="Reach verdicts again after an earlier day came late; the report follows. Free.",
)

publish_website = dg.define_asset_job(
    "publish_website",
    selection=_copies("website"),
    description="Copy what stands of a website (pages, customers, prompts) to every store. Free.",
)

watch_website = dg.define_asset_job(
    "watch_website",
    selection=_stages("responses", "brand_states", "share_of_voice", "spending", "graph", "report")
    | _copies("day"),
    description="One website's day: ask, read, count, publish, report. May cost money.",
)

write_report = dg.define_asset_job(
    "write_report",
    selection=_stages("report"),
    description="Write a day's report anew from what is stored. Free.",
)

judge_brand_states = dg.define_asset_job(
    "judge_brand_states",
    selection=_SECOND_OPINION,
    description="Have a language model judge a sample of a day's brand states. Costs money.",
)

read_documents = dg.define_asset_job(
    "read_documents",
    selection=dg.AssetSelection.assets(
        ["entertainment", "documents"], ["entertainment", "document_pages"]
    ),
    description="Read a batch of documents: text with pages, and what each file is. Free.",
)

join_versions = dg.define_asset_job(
    "join_versions",
    selection=dg.AssetSelection.assets(["entertainment", "document_versions"]),
    description="Tell which files of an organization are versions of one document. Free.",
)

read_episodes = dg.define_asset_job(
    "read_episodes",
    selection=dg.AssetSelection.assets(
        *(["operations", name] for name in ("episodes", "entities", "timeline"))
    ),
    description="Keep the episodes of a batch of files, and the entities and facts of them. Free.",
)

_NAMED = dg.AssetSelection.assets(
    *(["entertainment", table.name] for table in document_entities.WRITTEN)
)

read_entities = dg.define_asset_job(
    "read_entities",
    selection=_NAMED,
    description="Read what the documents of a batch name: people, roles, projects, money. Free, "
    "unless ONEVICE_READ_DOCUMENTS names a provider.",
)

build_graph = dg.define_asset_job(
    "build_graph",
    selection=(
        dg.AssetSelection.groups(group("entertainment", "entities"))
        | dg.AssetSelection.groups(group("entertainment", "graph"))
    )
    - _NAMED,
    description="Tell who is one over an organization's documents, and publish its graph. Free.",
)

collect_turns = dg.define_asset_job(
    "collect_turns",
    selection=dg.AssetSelection.assets(["intents", "conversation_turns"]),
    description="Read what an organization's prompts and logs ask, in order. Free.",
)

mine_intents = dg.define_asset_job(
    "mine_intents",
    selection=dg.AssetSelection.groups(group("intents", "patterns")),
    description="Mine recurring intents from an organization's conversations, publish them. Free.",
)

load_graphiti = dg.define_asset_job(
    "load_graphiti",
    selection=dg.AssetSelection.groups(group("operations", "graphiti")),
    description="Load an organization's facts into Graphiti, those of the past too. Needs Neo4j. "
    "Free, unless vectors are a provider's.",
)

_CUTS = ("website", "day", "organization")
_DRIFT = {cut: dg.AssetSelection.assets(["upkeep", f"{cut}_copies"]) for cut in _CUTS}

compare_website = dg.define_asset_job(
    "compare_website",
    selection=_DRIFT["website"],
    description="Compare what stores hold of a website with the lake. Changes no store. Free.",
)

compare_day = dg.define_asset_job(
    "compare_day",
    selection=_DRIFT["day"],
    description="Compare what stores hold of a day with the lake. Changes no store. Free.",
)

compare_organization = dg.define_asset_job(
    "compare_organization",
    selection=_DRIFT["organization"],
    description="Compare what stores hold of an organization with the lake. Changes none. Free.",
)

_BACKUP = dg.AssetSelection.groups(group("upkeep", "backup"))

back_up = dg.define_asset_job(
    "back_up",
    selection=_BACKUP,
    description="Take a backup of everything, and restore it into fresh stores. Free.",
)

upkeep = dg.define_asset_job(
    "upkeep",
    selection=(
        dg.AssetSelection.key_prefixes("upkeep")
        | dg.AssetSelection.assets(["operations", "timeline_copies"])
    )
    - _DRIFT["website"]
    - _DRIFT["day"]
    - _DRIFT["organization"]
    - RETENTION
    - _BACKUP,
    description="Look whether the stores are as they should be. Changes nothing. Free.",
)

fold_finds = dg.define_asset_job(
    "fold_finds",
    selection=dg.AssetSelection.assets(["entertainment", "times_found"]),
    description="Add what was found in an organization's graph to how often it ever was. Free.",
)

ALL = [
    understand_website,
    crawl_website,
    ask_models,
    publish,
    read_again,
    judge_again,
    publish_website,
    watch_website,
    write_report,
    judge_brand_states,
    read_documents,
    join_versions,
    read_entities,
    build_graph,
    fold_finds,
    read_episodes,
    describe_content,
    remember_content,
    learn_from_results,
    share_learnings,
    read_webhooks,
    trace_attribution,
    read_campaign_reports,
    remember_performance,
    collect_turns,
    mine_intents,
    load_graphiti,
    compare_website,
    compare_day,
    compare_organization,
    remove_old_days,
    remove_old_records,
    back_up,
    upkeep,
]
