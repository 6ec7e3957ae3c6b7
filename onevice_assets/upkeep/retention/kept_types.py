"""Data types that no period here removes: why, and what ends them instead."""

from __future__ import annotations

from typing import Final

from onevice_assets.upkeep.retention.data_type import DataType

_ERASED: Final = "`onevice erase` ends it."


def _kept(name: str, what: str, where: str, why: str, seed: str = "") -> DataType:
    return DataType(name, what, where, "", None, 0, seed, why)


KEPT: Final[tuple[DataType, ...]] = (
    _kept(
        "caches",
        "Everything in Redis: sessions, caches of answers, rate limits, queues",
        "Redis; the keys below",
        "Each key ends by itself; keys without an end are below, with what takes them away.",
        "004, Data Retention Policies: Cache data; 000 and 004, Redis",
    ),
    _kept(
        "copies",
        "Rows in schema `serving`, search documents, vectors, the graph's window of 28 days",
        "PostgreSQL, Elasticsearch, Qdrant or Pinecone, Neo4j",
        "They have no period of their own: when the lake's rows go, the copies are written anew.",
    ),
    _kept(
        "decisions",
        "Organizations, websites, brands, names, budgets, overrides, id map, holds",
        "PostgreSQL schema `control`",
        f"What a person decided holds until a person decides otherwise. {_ERASED}",
    ),
    _kept(
        "ledger",
        "Attempts to ask a model and what they cost; simulation runs",
        "PostgreSQL `control.llm_attempts`, `control.simulation_runs`",
        "The books: what was spent is never counted from anything else, and it holds no text of an "
        f"answer. {_ERASED}",
    ),
    _kept(
        "site_understanding",
        "What the latest crawl says, customers, conversations, prompts, their versions",
        "lake tables cut by website",
        "Replaced by the next crawl; prompts are what every kept answer was asked with, and the "
        f"newest partition never goes. {_ERASED}",
    ),
    _kept(
        "campaign_memory",
        "Creatives, reports of ads, deliveries of webhooks, and what was derived of them",
        "objects `campaigns/`, lake tables cut by client, graph",
        "As long as the client is one: results, learnings and attributions are counted anew from "
        f"all of it, and a body that is gone reads as one that was erased. {_ERASED}",
        "001 names no period",
    ),
    _kept(
        "episodes",
        "Episodes as they came, and facts in two times",
        "PostgreSQL schema `operations`, objects `operations/`, graph",
        "What was known when is what the memory is for: a statement is superseded, never aged "
        f"out. {_ERASED}",
        "002 names no period",
    ),
    _kept(
        "intents",
        "Turns of conversations and the patterns mined of them",
        "lake tables cut by organization, graph",
        f"Replaced as a whole by the next mining of the organization's logs. {_ERASED}",
        "003 names no period",
    ),
    _kept(
        "work_in_hand",
        "Claims on work, before-images of open publishes, open batches, inboxes",
        "PostgreSQL `control.work_claims`, objects `sagas/`, `llm-batches/`, `inbox/`",
        "Taken away by whoever ends the work.",
    ),
    _kept(
        "names_read_with",
        "Names and vectors that answers and texts were read with",
        "objects `names/`, `embeddings/`",
        "One small file a version; a kept vector is the text's hash and numbers, paid for once.",
    ),
    _kept(
        "ticks",
        "Ticks of schedules and sensors",
        "Dagster's storage",
        "Dagster removes them itself: `retention` in dagster.yaml (skipped 7 days, others 30).",
    ),
    _kept(
        "backups",
        "Backups",
        "objects `backups/`",
        "Kept 30 days and rotated by the backups themselves.",
        "000, Backup: RETENTION_DAYS=30",
    ),
)
