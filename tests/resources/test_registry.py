"""The environment: wrong values say what they may be, secrets are named and never shown."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest

from onevice_assets.definitions import build_defs
from resources.errors import ConfigurationError
from resources.registry import from_env, silence_telemetry

CANARY = "canary-4711"
SECRETS = {
    "DATABASE_URL": f"postgresql://me:{CANARY}@db.test/monitor",
    "NEO4J_URI": "bolt://graph.test:7687",
    "NEO4J_PASSWORD": CANARY,
    "ELASTICSEARCH_URL": f"https://me:{CANARY}@search.test:9200",
    "REDIS_URL": f"rediss://me:{CANARY}@cache.test/0",
    "OPENAI_API_KEY": f"sk-{CANARY}",
    "ANTHROPIC_API_KEY": CANARY,
    "GEMINI_API_KEY": CANARY,
    "PERPLEXITY_API_KEY": CANARY,
    "ONEVICE_WEBHOOK_URL": f"https://hooks.test/services/{CANARY}",
    "SMTP_URL": f"smtps://me:{CANARY}@mail.test",
}
MAIL = {
    "SMTP_URL": "smtps://mail.test",
    "ONEVICE_MAIL_FROM": "monitor@demo.test",
    "ONEVICE_MAIL_TO": "ann@demo.test",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONEVICE_HOME", str(tmp_path))
    return tmp_path


def test_without_a_variable_everything_is_embedded_below_the_home(home: Path) -> None:
    built = from_env({})
    assert built["lake"].url == (home / "lake").as_uri()
    assert built["objects"].url == (home / "objects" / "llm-brand-monitor").as_uri()
    assert built["control"].url == built["graph"].uri == built["redis"].url == ""
    assert built["search"].url == built["search"].database_url == ""
    assert (built["llm"].samples, built["llm"].conversations, built["llm"].max_usd) == (
        1,
        "core",
        1,
    )
    assert built["web"].max_pages == 150


def test_an_empty_variable_is_an_unset_one() -> None:
    names = ("SAMPLES", "CONVERSATIONS", "CANARIES", "MAX_PAGES", "MAX_USD", "DATABASE_URL")
    names += ("ONEVICE_LAKE_URL", "ONEVICE_HALF_WIDTH", "MAX_RUN_USD", "ONEVICE_ANSWER_CACHE")
    assert from_env(dict.fromkeys(names, "")) == from_env({})


def test_what_is_set_is_used() -> None:
    env = {"SAMPLES": "3", "CONVERSATIONS": "all", "MAX_PAGES": "7", "MAX_USD": "0"}
    env |= {"CANARIES": "off"}
    built = from_env({**env, "ONEVICE_LAKE_URL": "s3://bucket/lake"})
    assert (built["llm"].samples, built["llm"].conversations, built["llm"].max_usd) == (3, "all", 0)
    assert not built["llm"].canaries
    careful = from_env({"MAX_RUN_USD": "0.5", "ONEVICE_ANSWER_CACHE": "0"})["llm"]
    assert (careful.max_run_usd, careful.answer_cache) == (0.5, False)
    assert from_env({"CANARIES": "on"})["llm"].canaries
    assert (built["web"].max_pages, built["lake"].url) == (7, "s3://bucket/lake")
    by_plan = from_env({"SAMPLES": "auto", "ONEVICE_HALF_WIDTH": "0.03"})["llm"]
    assert (by_plan.samples, by_plan.half_width) == (0, 0.03)


@pytest.mark.parametrize(
    ("name", "value", "may_be"),
    [
        ("SAMPLES", "0", "whole number of at least 1"),
        ("SAMPLES", "-1", "whole number of at least 1"),
        ("SAMPLES", "two", "whole number of at least 1"),
        ("SAMPLES", "1.5", "whole number of at least 1"),
        ("SAMPLES", "AUTO", "whole number of at least 1"),
        ("ONEVICE_HALF_WIDTH", "0", "above 0 and below 0.5"),
        ("ONEVICE_HALF_WIDTH", "0.5", "above 0 and below 0.5"),
        ("ONEVICE_HALF_WIDTH", "-0.1", "above 0 and below 0.5"),
        ("ONEVICE_HALF_WIDTH", "nan", "above 0 and below 0.5"),
        ("ONEVICE_HALF_WIDTH", "five points", "a fraction such as 0.05"),
        ("MAX_PAGES", "all", "whole number of at least 1"),
        ("MAX_USD", "a lot", "US dollars"),
        ("MAX_USD", "-1", "0 or more"),
        ("MAX_USD", "nan", "0 or more"),
        ("MAX_USD", "inf", "0 or more"),
        ("MAX_RUN_USD", "-1", "0 or more"),
        ("ONEVICE_ANSWER_CACHE", "yes", "`1` or `0`"),
        ("CONVERSATIONS", "some", "`core` .* or `all`"),
        ("CANARIES", "no", "`on` or `off`"),
        ("ONEVICE_BATCH", "yes", "`on` or `off`"),
        ("ONEVICE_READ_DOCUMENTS", "the best one", "`rules`, or a provider"),
    ],
)
def test_a_bad_value_names_itself_and_what_it_may_be(name: str, value: str, may_be: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name}='{value}'.*{may_be}"):
        from_env({name: value})


def test_people_are_told_in_the_log_unless_the_environment_says_otherwise() -> None:
    assert from_env({})["notifier"].channels == ["log"]
    env = {"ONEVICE_NOTIFY": "email, log,email", **MAIL}
    assert from_env(env)["notifier"].channels == ["email", "log"]


@pytest.mark.parametrize(
    ("env", "reason"),
    [
        ({"ONEVICE_NOTIFY": "pigeon"}, "ONEVICE_NOTIFY='pigeon': it may be log, webhook, email"),
        ({"ONEVICE_NOTIFY": "log,"}, "ONEVICE_NOTIFY='log,'"),
        ({"ONEVICE_NOTIFY": "webhook"}, "ONEVICE_WEBHOOK_URL is not"),
        ({"ONEVICE_NOTIFY": "email"}, "SMTP_URL is not"),
        ({"ONEVICE_NOTIFY": "email", **MAIL, "ONEVICE_MAIL_FROM": ""}, "ONEVICE_MAIL_FROM=''"),
        ({"ONEVICE_NOTIFY": "email", **MAIL, "ONEVICE_MAIL_FROM": "a@b.c, d@e.f"}, "several"),
        ({"ONEVICE_NOTIFY": "email", **MAIL, "ONEVICE_MAIL_TO": "ann"}, "ONEVICE_MAIL_TO='ann'"),
    ],
)
def test_a_channel_without_what_it_needs_says_so(env: dict[str, str], reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        from_env(env)


def test_a_channel_that_is_not_used_needs_nothing() -> None:
    assert from_env({"ONEVICE_WEBHOOK_URL": "nonsense", "SMTP_URL": "nonsense"})["notifier"]


def test_no_secret_stands_in_a_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ONEVICE_NOTIFY", "log,webhook,email")
    for name, value in {**MAIL, "SMTP_URL": SECRETS["SMTP_URL"]}.items():
        monkeypatch.setenv(name, value)
    built = from_env()
    with dg.build_resources(built) as ready:
        shown = [
            repr(one) + str(one) for name in built for one in (built[name], getattr(ready, name))
        ]
    assert CANARY not in "".join(shown)


def test_no_secret_stands_in_what_dagster_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    repository = build_defs().get_repository_def()
    resources = repository.get_top_level_resources()
    configured = [
        str(resource.config_schema.default_value)
        for resource in resources.values()
        if resource.config_schema.default_provided
    ]
    assert any("DATABASE_URL" in one for one in configured)
    assert CANARY not in "".join(configured)


def test_telemetry_is_off_unless_the_person_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DO_NOT_TRACK", raising=False)
    monkeypatch.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "true")
    silence_telemetry()
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "true"
