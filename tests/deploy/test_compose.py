"""What docker-compose.yml promises, read from the file; nothing here needs Docker or a network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from onevice_assets.dashboard.serve import is_loopback
from onevice_assets.executors import celery_settings
from onevice_assets.groups import FREE_QUEUE, PAID_QUEUE
from resources.llm.providers import list_active
from resources.registry import from_env
from tests.deploy.compose import EXAMPLE, FILE, ROOT, read_compose, secret_names
from tests.servers.elasticsearch import Elasticsearch
from tests.servers.neo4j import Neo4j

SECRETS = {name: f"secret-of-{name}".replace("_", "-") for name in secret_names()}
WHOLE = read_compose(SECRETS)
SERVICES: dict[str, dict[str, Any]] = WHOLE["services"]
ONCE = ("buckets", "init")
WORKERS = ("worker-free", "worker-paid")
OURS = ("init", "code", "webserver", "daemon", "dashboard", "metrics", *WORKERS)
WATCHING = ("prometheus", "grafana")
SETTINGS = ("UI_PORT", "DASHBOARD_PORT", "GRAFANA_PORT", "ONEVICE_EXECUTOR")
STAYING = [name for name in SERVICES if name not in ONCE]


def words_of(service: dict[str, Any]) -> str:
    """Everything that stands among a container's arguments, its health check's too."""
    return repr([service.get("command"), service.get("healthcheck")])


def test_every_store_and_every_part_of_dagster_is_there() -> None:
    stores = {"postgres", "neo4j", "qdrant", "elasticsearch", "redis", "minio"}
    assert set(SERVICES) == stores | {"buckets", *OURS, *WATCHING}


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in OURS])
def test_an_image_is_pinned_by_a_whole_version(name: str) -> None:
    tag = SERVICES[name]["image"].rpartition(":")[2]
    assert re.search(r"\d+\.\d+\.\d+|RELEASE\.\d{4}-\d\d-\d\dT", tag), tag


def test_what_is_deployed_is_what_the_tests_run_on() -> None:
    for name, server in (("neo4j", Neo4j), ("elasticsearch", Elasticsearch)):
        assert server.version in SERVICES[name]["image"]


def test_nothing_is_published_beyond_this_machine() -> None:
    published = {name: one["ports"] for name, one in SERVICES.items() if "ports" in one}
    assert published == {
        "webserver": ["127.0.0.1:3000:3000"],
        "dashboard": ["127.0.0.1:8050:8050"],
        "grafana": ["127.0.0.1:3001:3000"],
    }
    assert not any("network_mode" in one for one in SERVICES.values())


@pytest.mark.parametrize("name", STAYING)
def test_what_stays_is_watched_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_no_container_waits_for_one_that_is_not_asked_to_be_well() -> None:
    for service in SERVICES.values():
        for other, asked in service.get("depends_on", {}).items():
            ends = "service_completed_successfully" if other in ONCE else "service_healthy"
            assert asked == {"condition": ends}


def test_dagster_starts_after_the_migrations_of_every_store() -> None:
    assert SERVICES["init"]["command"] == ["onevice", "migrate", "up"]
    assert {*SERVICES["init"]["depends_on"], "minio"} == {*SERVICES} - {*OURS, *WATCHING}
    assert list(SERVICES["code"]["depends_on"]) == ["init"]
    for name in ("webserver", "daemon"):
        assert list(SERVICES[name]["depends_on"]) == ["code"]
    for name in ("dashboard", "metrics", *WORKERS):
        assert list(SERVICES[name]["depends_on"]) == ["init"]


def test_data_lies_in_named_volumes_that_are_declared() -> None:
    used = set()
    for name in STAYING:
        mounts = [mount.split(":")[0] for mount in SERVICES[name]["volumes"]]
        used |= {mount for mount in mounts if not mount.startswith(".")}
        missing = [one for one in mounts if one.startswith(".") and not (ROOT / one).exists()]
        assert not missing
    assert used == set(WHOLE["volumes"])


def test_every_secret_is_asked_for_by_the_example_which_has_none() -> None:
    lines = [one for one in EXAMPLE.read_text().splitlines() if one and one[0] != "#"]
    example = dict(line.split("=", 1) for line in lines)
    assert {name for name in SECRETS if example[name] == ""} == set(SECRETS)
    assert not [name for name, value in example.items() if value and name not in SETTINGS]


@pytest.mark.parametrize("missing", SECRETS)
def test_without_a_secret_nothing_is_started(missing: str) -> None:
    with pytest.raises(KeyError, match=missing):
        read_compose({**SECRETS, missing: ""})


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_among_arguments(name: str) -> None:
    words = words_of(SERVICES[name])
    assert not [secret for secret in SECRETS.values() if secret in words]


def test_only_hosts_of_this_network_are_spoken_to_in_clear() -> None:
    environment = SERVICES["code"]["environment"]
    addresses = [value for value in environment.values() if "://" in value]
    hosts = {urlsplit(one).hostname for one in addresses if not one.startswith("s3:")}
    assert hosts == set(environment["ONEVICE_PRIVATE_HOSTS"].split(",")) <= set(SERVICES)


def test_all_parts_of_the_platform_reach_the_same_stores() -> None:
    for name in OURS:
        given = {**SERVICES[name]["environment"]}
        for own in ("ONEVICE_DASHBOARD_PROXY", "ONEVICE_METRICS_TOKEN"):
            given.pop(own, None)
        assert given.items() <= SERVICES["code"]["environment"].items()


def test_only_who_asks_language_models_holds_their_keys() -> None:
    keys = {name for name in EXAMPLE.read_text().splitlines() if name.endswith("_API_KEY=")}
    asking = {one.rstrip("=") for one in keys} - set(SECRETS)
    assert asking
    holders = [name for name in OURS if asking & set(SERVICES[name]["environment"])]
    assert holders == ["code", "worker-paid"]


def test_people_sign_in_to_the_live_page_which_waits_for_the_first_account() -> None:
    page = SERVICES["dashboard"]
    assert page["profiles"] == ["dashboard"], "it does not start before there is an account"
    program, command, *words = page["command"]
    assert (program, command) == ("onevice", "dashboard")
    named = dict(word.removeprefix("--").split("=") for word in words if "=" in word)
    assert not is_loopback(named["host"]), "nobody signs in on loopback"
    assert page["ports"][0].endswith(f":{named['port']}")
    assert f":{named['port']}/sign-in" in words_of(page)


def test_what_watches_is_started_on_request_only_and_its_files_are_there() -> None:
    asked = {name for name, one in SERVICES.items() if one.get("profiles") == ["observability"]}
    assert asked == {"metrics", *WATCHING}
    scraped = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    (target,) = scraped["scrape_configs"][0]["static_configs"][0]["targets"]
    named = dict(one.removeprefix("--").split("=") for one in SERVICES["metrics"]["command"][3:])
    assert target == f"metrics:{named['port']}"
    assert not is_loopback(named["host"]), "so that a token is asked for"


def test_workers_are_started_on_request_only_and_their_settings_load() -> None:
    asked = {name for name, one in SERVICES.items() if one.get("profiles") == ["celery"]}
    assert asked == set(WORKERS)
    for name in WORKERS:
        environment = {**SERVICES[name]["environment"], "ONEVICE_CELERY_BROKER": "redis://[::1]/0"}
        assert celery_settings(environment)["broker"] == "redis://[::1]/0"
        assert "--app=onevice_assets.celery_worker" in SERVICES[name]["command"]
        assert "--concurrency=1" in SERVICES[name]["command"]


def test_every_queue_has_a_worker_and_only_one_may_spend_money() -> None:
    queues = {
        name: word.removeprefix("--queues=").split(",")
        for name in WORKERS
        for word in SERVICES[name]["command"]
        if word.startswith("--queues=")
    }
    assert queues == {"worker-free": [FREE_QUEUE], "worker-paid": [PAID_QUEUE, FREE_QUEUE]}


ADDRESSES = re.compile(
    r"(DATABASE|NEO4J|REDIS|ELASTICSEARCH|QDRANT)_(URL|URI|USER|API_KEY|PASSWORD)"
    r"|PINECONE_(INDEX_HOST|API_KEY)|AWS_\w+|ONEVICE_(LAKE|OBJECTS)_URL"
)
ELSEWHERE = {
    "ONEVICE_HOME": "the image's",
    "ONEVICE_IDLE_MINUTES": "of embedded servers, of which there are none",
    "UI_PORT": "Compose's own",
    "DASHBOARD_PORT": "Compose's own",
    "ONEVICE_DASHBOARD_PROXY": "the live page's",
    "ONEVICE_METRICS_TOKEN": "of `metrics` and Prometheus",
    "GRAFANA_PORT": "Compose's own",
    "GRAFANA_PASSWORD": "Grafana's",
}


def documented() -> set[str]:
    """Variables that README, the example and the table of docs/operations.md name."""
    text = (ROOT / "README.md").read_text() + (ROOT / "docs/operations.md").read_text()
    own = r"ONEVICE_[A-Z_]*[A-Z]|SMTP_URL|MAX_[A-Z]+|[A-Z]+_(?:API_KEY|MODEL|BASE_URL)"
    named = set(re.findall(rf"\b(?:{own})\b", text))
    table = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs/operations.md").read_text()))
    return named | {one for one in table if "_" in one} | set(OPTIONAL)


OPTIONAL = sorted(set(re.findall(r"\$\{(\w+):-\}", FILE.read_text())))


def test_every_documented_variable_reaches_the_code() -> None:
    given = set(SERVICES["code"]["environment"])
    missing = {
        one
        for one in documented() - given - set(ELSEWHERE) - set(SECRETS)
        if not ADDRESSES.fullmatch(one) and not one.startswith("ONEVICE_TEST")
    }
    assert missing == set()


def test_what_the_example_names_is_used() -> None:
    used = FILE.read_text()
    names = [one.split("=")[0] for one in EXAMPLE.read_text().splitlines() if "=" in one]
    assert [name for name in names if name.isupper() and f"${{{name}:" not in used] == []


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = dict.fromkeys(OPTIONAL, "")
    for name in OPTIONAL:
        monkeypatch.setenv(name, "")
    told = {name: repr(one) for name, one in from_env(empty).items()}
    assert told == {name: repr(one) for name, one in from_env({}).items()}
    assert [one.name for one in list_active(empty)] == [one.name for one in list_active({})]


@pytest.mark.parametrize("name", OPTIONAL)
def test_the_operations_manual_has_every_variable_that_is_passed_on(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/operations.md").read_text()


def test_dagster_keeps_its_runs_in_postgres_and_never_a_pool_for_ever() -> None:
    settings = yaml.safe_load((ROOT / "deploy/dagster/dagster.yaml").read_text())
    embedded = yaml.safe_load((ROOT / "dagster.yaml").read_text())
    assert settings["storage"] == {"postgres": {"postgres_url": {"env": "DAGSTER_DATABASE_URL"}}}
    assert settings["run_monitoring"]["free_slots_after_run_end_seconds"] == 60
    assert settings["run_retries"]["retry_on_asset_or_op_failure"] is False
    for name in ("telemetry", "nux", "run_coordinator"):
        assert settings[name] == embedded[name]
    assert settings["concurrency"]["pools"] == embedded["concurrency"]["pools"]


def test_the_image_is_made_of_files_that_are_there_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    sources = [word for one in lines if one.startswith("COPY") for word in one.split()[1:-1]]
    kept = (ROOT / ".dockerignore").read_text().splitlines()
    for source in sources:
        assert Path(ROOT / source).exists(), source
        assert f"!{source}" in kept, source
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users == ["onevice"]
