"""Which executor the variables choose, and what Celery is told; no broker is reached here."""

from __future__ import annotations

import subprocess
import sys

import dagster as dg
import pytest

from onevice_assets.definitions import build_defs
from onevice_assets.executors import celery_settings, choose_executor
from resources.errors import ConfigurationError

SECRET = "a-password-of-this-test"
LOCAL = f"redis://:{SECRET}@127.0.0.1:6379/0"


@pytest.mark.parametrize(
    ("env", "complaint"),
    [
        ({"ONEVICE_EXECUTOR": "kubernetes"}, "in_process, multiprocess, celery"),
        ({"ONEVICE_EXECUTOR": "Celery"}, "it may be"),
        ({"ONEVICE_EXECUTOR": "celery"}, "set REDIS_URL"),
        ({"ONEVICE_EXECUTOR": "celery", "REDIS_URL": "amqp://h"}, "REDIS_URL is not an address"),
        (
            {"ONEVICE_EXECUTOR": "celery", "ONEVICE_CELERY_BROKER": f"redis://:{SECRET}@h.test/0"},
            "ONEVICE_CELERY_BROKER",
        ),
        (
            {"ONEVICE_EXECUTOR": "celery", "REDIS_URL": f"{LOCAL}?ssl_cert_reqs=none"},
            "verification",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(env: dict[str, str], complaint: str) -> None:
    with pytest.raises(ConfigurationError, match=complaint) as refused:
        choose_executor(env)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("seconds", ["0", "-1", "1.5", "soon", "86401"])
def test_a_worker_is_lost_after_a_whole_number_of_seconds_of_a_day_at_most(seconds: str) -> None:
    with pytest.raises(ConfigurationError, match="ONEVICE_CELERY_LOST_AFTER_S"):
        celery_settings({"REDIS_URL": LOCAL, "ONEVICE_CELERY_LOST_AFTER_S": seconds})


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("", "in_process"),
        ("in_process", "in_process"),
        ("multiprocess", "multiprocess"),
    ],
)
def test_steps_stay_in_the_run_s_process_unless_somebody_says_so(name: str, chosen: str) -> None:
    assert choose_executor({"ONEVICE_EXECUTOR": name}).name == chosen
    assert choose_executor({}).name == "in_process"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (LOCAL, LOCAL),
        ("unix://u:p@/run/redis.sock", "redis+socket://u:p@/run/redis.sock"),
        ("rediss://h.test:6380/1", "rediss://h.test:6380/1?ssl_cert_reqs=required"),
        (
            "rediss://h.test/1?ssl_ca_certs=/ca.pem",
            "rediss://h.test/1?ssl_ca_certs=/ca.pem&ssl_cert_reqs=required",
        ),
        (
            "rediss://h.test/1?ssl_cert_reqs=required",
            "rediss://h.test/1?ssl_cert_reqs=required",
        ),
    ],
)
def test_the_broker_is_written_as_celery_reads_it_and_its_certificate_is_checked(
    given: str, taken: str
) -> None:
    settings = celery_settings({"REDIS_URL": given})
    assert settings["broker"] == settings["backend"] == taken


def test_a_broker_of_its_own_goes_before_the_common_redis() -> None:
    env = {"REDIS_URL": LOCAL, "ONEVICE_CELERY_BROKER": "redis://127.0.0.1:6380/3"}
    assert celery_settings(env)["broker"] == "redis://127.0.0.1:6380/3"


def test_nothing_celery_writes_into_redis_lies_among_the_platform_s_keys() -> None:
    settings = celery_settings({"REDIS_URL": LOCAL})["config_source"]
    for way in ("broker_transport_options", "result_backend_transport_options"):
        assert settings[way]["global_keyprefix"] == "celery:"


def test_what_may_cost_money_waits_in_a_queue_of_its_own() -> None:
    queues: dict[str, set[str]] = {"paid": set(), "free": set()}
    for one in build_defs().assets or []:
        if isinstance(one, dg.AssetsDefinition) and one.is_executable:
            queue = one.op.tags.get("dagster-celery/queue", "free")
            queues[queue] |= {spec.tags["cost"] for spec in one.specs}
    assert queues == {"paid": {"paid"}, "free": {"free"}}


def test_without_the_package_celery_is_refused_and_the_rest_works() -> None:
    code = (
        "import sys; sys.modules['dagster_celery'] = None\n"
        "from onevice_assets.executors import choose_executor\n"
        "choose_executor({})\n"
        f"choose_executor({{'ONEVICE_EXECUTOR': 'celery', 'REDIS_URL': {LOCAL!r}}})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    last = done.stderr.splitlines()[-1]
    assert "ConfigurationError" in last
    assert "pip install 'onevice-assets[celery]'" in last
    assert SECRET not in last
