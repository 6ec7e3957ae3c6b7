"""Builds every resource from the environment: embedded where nothing is set, a server by URL.

    ONEVICE_HOME                       the folder everything is written to (./.onevice)
    ONEVICE_LAKE_URL, ONEVICE_OBJECTS_URL   file://… or s3://…  (below the home)
    ONEVICE_ARCHIVE_STORAGE_CLASS      S3 class of what retention archives
    AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION   of s3://…
    DATABASE_URL                       PostgreSQL 16+ of the control plane (embedded)
    NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD   the graph (embedded ArcadeDB over Bolt)
    ELASTICSEARCH_URL, ELASTICSEARCH_API_KEY   full text (in the control plane's PostgreSQL)
    REDIS_URL, REDIS_POOL_SIZE         sessions, limits, caches, counters, queues (embedded; 20)
    ONEVICE_PRIVATE_HOSTS              hosts that may be spoken to without TLS (none but loopback)
    ONEVICE_METRICS_PORT               where this process serves its metrics on loopback (nowhere)
    OPENAI_API_KEY, ANTHROPIC_…, GEMINI_…, PERPLEXITY_API_KEY   who is asked (the local model)
    ONEVICE_PROVIDERS, ONEVICE_PRICES   files with further providers and prices (none)
    ONEVICE_BATCH                      on: ask in batches where they are cheaper (off)
    ONEVICE_READ_DOCUMENTS             who reads documents: rules, or a provider's name (rules)
    SAMPLES, CONVERSATIONS, CANARIES, MAX_PAGES, MAX_USD   how much is asked
    ONEVICE_VISION                     provider, or provider:model, that looks at creatives (nobody)
    ONEVICE_ATTRIBUTION_DAYS, ONEVICE_LEAD_HOT, ONEVICE_LEAD_WARM   of leads, purchases (30, 70, 40)
    ONEVICE_HALF_WIDTH                 what SAMPLES=auto aims at (0.05)
    ONEVICE_EMBEDDINGS                 local or openai (local, whatever keys are set)
    ONEVICE_VECTORS                    pgvector, qdrant or pinecone (by what is set, else pgvector)
    QDRANT_URL, QDRANT_API_KEY, PINECONE_INDEX_HOST, PINECONE_API_KEY   where those are
    ONEVICE_BACKUP_…                   see `resources.backup.choose_place`
    ONEVICE_NOTIFY                     log, webhook, email; several with commas (log)
    ONEVICE_WEBHOOK_URL                where `webhook` posts to
    SMTP_URL, ONEVICE_MAIL_FROM, ONEVICE_MAIL_TO   how `email` is sent

Read here alone for the assets, but ONEVICE_PRIVATE_HOSTS and ONEVICE_METRICS_PORT by
`resources.resilience`, ONEVICE_CAMPAIGNS_…_DAYS by the rules they are thresholds of.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

import dagster as dg

from resources.archive import STORAGE_CLASS, check_storage_class
from resources.attribution_rules import attribution_rules
from resources.backup.choose_place import choose_place
from resources.control_plane.resource import ControlPlane
from resources.dbt_runner import Dbt
from resources.embedding.resource import Embeddings
from resources.errors import ConfigurationError
from resources.graph_store import GraphStore
from resources.home import home
from resources.lake import Lake
from resources.llm.resource import AUTO_SAMPLES, LanguageModels
from resources.notifications.resource import Notifier
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_store import RedisStore
from resources.search_store import SearchStore
from resources.vector_index.choose_store import choose_store
from resources.web.resource import Web

_QUIET = {
    "DAGSTER_DISABLE_TELEMETRY": "yes",
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GRAPHITI_TELEMETRY_ENABLED": "false",
}


def silence_telemetry() -> None:
    """Switch off every library's reports home, unless the person set the variable."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)


def from_env(env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Build the resources by the name assets ask for them.

    Args:
        env: variables to read; the process's own by default.

    Raises:
        ConfigurationError: naming the variable, what it holds and what it may hold.
    """
    env = os.environ if env is None else env
    return {
        "lake": Lake(url=env.get("ONEVICE_LAKE_URL") or _below_home("lake")),
        "objects": Objects(
            url=env.get("ONEVICE_OBJECTS_URL") or _below_home("objects/llm-brand-monitor"),
            archive_storage_class=check_storage_class(env.get(STORAGE_CLASS) or ""),
        ),
        "control": ControlPlane(url=_secret(env, "DATABASE_URL")),
        "web": Web(max_pages=whole_number(env, "MAX_PAGES", 150)),
        "llm": _language_models(env),
        "graph": GraphStore(
            uri=_secret(env, "NEO4J_URI"),
            user=env.get("NEO4J_USER", "neo4j"),
            password=_secret(env, "NEO4J_PASSWORD"),
        ),
        "search": SearchStore(
            url=_secret(env, "ELASTICSEARCH_URL"),
            api_key=_secret(env, "ELASTICSEARCH_API_KEY"),
            database_url=_secret(env, "DATABASE_URL"),
        ),
        "redis": RedisStore(
            url=_secret(env, "REDIS_URL"), pool_size=whole_number(env, "REDIS_POOL_SIZE", 20)
        ),
        "embeddings": Embeddings(
            kind=_embeddings(env), max_usd=_dollars(env), redis_url=_secret(env, "REDIS_URL")
        ),
        "vectors": choose_store(env, _secret),
        "backups": choose_place(env),
        "dbt": Dbt(),
        "notifier": _notifier(env),
        "attribution_rules": attribution_rules(env),
        "progress": Progress(mode="log"),
    }


def _language_models(env: Mapping[str, str]) -> LanguageModels:
    return LanguageModels(
        samples=_samples(env),
        half_width=_half_width(env),
        conversations=_conversations(env),
        canaries=_canaries(env),
        batch=_batch(env),
        answer_cache=_answer_cache(env),
        documents=_documents(env),
        vision=env.get("ONEVICE_VISION", ""),
        max_usd=_dollars(env),
        max_run_usd=_dollars(env, "MAX_RUN_USD") if env.get("MAX_RUN_USD") else None,
        redis_url=_secret(env, "REDIS_URL"),
    )


def _notifier(env: Mapping[str, str]) -> Notifier:
    """The channels; the values are checked here, for inside Dagster only the names are known."""
    channels = [one.strip() for one in (env.get("ONEVICE_NOTIFY") or "log").split(",")]
    settings: dict[str, Any] = {
        "channels": list(dict.fromkeys(channels)),
        "mail_from": env.get("ONEVICE_MAIL_FROM", ""),
        "mail_to": env.get("ONEVICE_MAIL_TO", ""),
    }
    secrets = {"webhook_url": "ONEVICE_WEBHOOK_URL", "smtp_url": "SMTP_URL"}
    values: dict[str, Any] = {field: env.get(name, "") for field, name in secrets.items()}
    Notifier(**settings, **values).check()
    names: dict[str, Any] = {field: _secret(env, name) for field, name in secrets.items()}
    return Notifier(**settings, **names)


def _secret(env: Mapping[str, str], name: str) -> Any:
    """Name the variable instead of its value: Dagster shows and stores configuration."""
    return dg.EnvVar(name) if env.get(name) else ""


def whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    """Read a positive whole number.

    Raises:
        ConfigurationError: for anything else.
    """
    value = env.get(name) or str(default)
    if not value.isdecimal() or int(value) < 1:
        raise ConfigurationError(f"{name}={value!r} is not a whole number of at least 1.")
    return int(value)


def _samples(env: Mapping[str, str]) -> int:
    return AUTO_SAMPLES if env.get("SAMPLES") == "auto" else whole_number(env, "SAMPLES", 1)


def _half_width(env: Mapping[str, str]) -> float:
    value = env.get("ONEVICE_HALF_WIDTH") or "0.05"
    try:
        half_width = float(value)
    except ValueError as error:
        raise ConfigurationError(
            f"ONEVICE_HALF_WIDTH={value!r} is not a fraction such as 0.05 (five points)."
        ) from error
    if not 0 < half_width < 0.5:
        raise ConfigurationError(
            f"ONEVICE_HALF_WIDTH={value!r} must be a fraction above 0 and below 0.5, such as 0.05."
        )
    return half_width


def _conversations(env: Mapping[str, str]) -> Any:
    value = env.get("CONVERSATIONS") or "core"
    if value not in ("core", "all"):
        raise ConfigurationError(f"CONVERSATIONS={value!r}: it may be `core` (25) or `all` (50).")
    return value


def _embeddings(env: Mapping[str, str]) -> Any:
    value = env.get("ONEVICE_EMBEDDINGS") or "local"
    if value not in ("local", "openai"):
        raise ConfigurationError(f"ONEVICE_EMBEDDINGS={value!r}: it may be `local` or `openai`.")
    if value == "openai" and not env.get("OPENAI_API_KEY"):
        raise ConfigurationError(
            "ONEVICE_EMBEDDINGS=openai needs a key in OPENAI_API_KEY; unset it to use the "
            "embedded model."
        )
    return value


def _canaries(env: Mapping[str, str]) -> bool:
    value = env.get("CANARIES") or "on"
    if value not in ("on", "off"):
        raise ConfigurationError(f"CANARIES={value!r}: it may be `on` or `off`.")
    return value == "on"


def _batch(env: Mapping[str, str]) -> bool:
    value = env.get("ONEVICE_BATCH") or "off"
    if value not in ("on", "off", "1", "0"):
        raise ConfigurationError(f"ONEVICE_BATCH={value!r}: it may be `on` or `off`.")
    return value in ("on", "1")


def _answer_cache(env: Mapping[str, str]) -> bool:
    value = env.get("ONEVICE_ANSWER_CACHE") or "1"
    if value not in ("0", "1"):
        raise ConfigurationError(f"ONEVICE_ANSWER_CACHE={value!r}: it may be `1` or `0`.")
    return value == "1"


def _documents(env: Mapping[str, str]) -> str:
    value = env.get("ONEVICE_READ_DOCUMENTS") or "rules"
    if not re.fullmatch(r"[a-z0-9_-]{1,50}(:\S{1,200})?", value):
        raise ConfigurationError(
            f"ONEVICE_READ_DOCUMENTS={value!r}: it may be `rules`, or a provider as `openai` or "
            "`openai:gpt-5.6-terra`."
        )
    return value


def _dollars(env: Mapping[str, str], name: str = "MAX_USD") -> float:
    value = env.get(name) or "1"
    try:
        dollars = float(value)
    except ValueError as error:
        raise ConfigurationError(
            f"{name}={value!r} is not an amount in US dollars such as 2.50."
        ) from error
    if not 0 <= dollars < float("inf"):
        raise ConfigurationError(f"{name}={value!r} must be 0 or more US dollars.")
    return dollars


def _below_home(folder: str) -> str:
    return (home() / folder).as_uri()
