"""Where the steps of a run are carried out; no asset knows (docs/scale-out.md).

    in_process     in the run's own process, one after the other (the default)
    multiprocess   a process a step, beside the run
    celery         by workers on any machine (`celery_worker.py`), which Redis hands the steps

`ONEVICE_EXECUTOR` says which. `onevice run` and the other commands stay in their own process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import dagster as dg

from onevice_assets.groups import FREE_QUEUE
from resources.errors import ConfigurationError
from resources.redis_errors import check_address

KEY_PREFIX = "celery:"
_LOST_AFTER_S = 60
_LONGEST_LOST_AFTER_S = 86_400


def choose_executor(env: Mapping[str, str]) -> dg.ExecutorDefinition:
    """The executor that `ONEVICE_EXECUTOR` names.

    Args:
        env: the variables to read.

    Raises:
        ConfigurationError: there is none of that name, or Celery lacks its package or a broker.
    """
    name = env.get("ONEVICE_EXECUTOR") or "in_process"
    if name not in _EXECUTORS:
        raise ConfigurationError(f"ONEVICE_EXECUTOR={name!r}: it may be {', '.join(_EXECUTORS)}.")
    return _EXECUTORS[name](env)


def celery_settings(env: Mapping[str, str]) -> dict[str, Any]:
    """How the run and its workers find and treat each other; the same on both sides.

    A step is taken off the broker once it is done, not when it begins, so that the step of a
    worker that was killed begins again elsewhere, `ONEVICE_CELERY_LOST_AFTER_S` seconds later
    (60). One that merely takes longer does not run twice: see `celery_worker.py`.

    Returns:
        `broker` and `backend` addresses, and Celery's own settings as `config_source`.

    Raises:
        ConfigurationError: no broker is named, or its address cannot be used.
    """
    broker = _broker(env)
    ours = {"global_keyprefix": KEY_PREFIX, "visibility_timeout": _lost_after(env)}
    looking = {"unacked_restore_interval": 5, "unacked_restore_throttle": 1}
    return {
        "broker": broker,
        "backend": broker,
        "config_source": {
            "task_default_queue": FREE_QUEUE,
            "task_acks_late": True,
            "task_reject_on_worker_lost": True,
            "worker_prefetch_multiplier": 1,
            "broker_connection_retry_on_startup": True,
            "broker_transport_options": {**ours, **looking},
            "result_backend_transport_options": ours,
        },
    }


def _broker(env: Mapping[str, str]) -> str:
    """The address as Celery writes it: another word for a socket, and TLS that is verified."""
    name = "ONEVICE_CELERY_BROKER" if env.get("ONEVICE_CELERY_BROKER") else "REDIS_URL"
    url = env.get(name) or ""
    if not url:
        raise ConfigurationError(
            "ONEVICE_EXECUTOR=celery needs a Redis that the run and every worker reach: set "
            "REDIS_URL, or ONEVICE_CELERY_BROKER for one of its own."
        )
    check_address(url, name)
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return url.replace("unix://", "redis+socket://", 1)
    if parts.scheme == "rediss" and "ssl_cert_reqs=" not in parts.query:
        return parts._replace(query="&".join(filter(None, [parts.query, _VERIFIED]))).geturl()
    return url


_VERIFIED = "ssl_cert_reqs=required"


def _lost_after(env: Mapping[str, str]) -> int:
    value = env.get("ONEVICE_CELERY_LOST_AFTER_S") or str(_LOST_AFTER_S)
    if not value.isdecimal() or not 1 <= int(value) <= _LONGEST_LOST_AFTER_S:
        raise ConfigurationError(
            f"ONEVICE_CELERY_LOST_AFTER_S={value!r} is not a whole number of seconds between 1 and "
            f"{_LONGEST_LOST_AFTER_S}."
        )
    return int(value)


def _in_process(_: Mapping[str, str]) -> dg.ExecutorDefinition:
    return dg.in_process_executor


def _multiprocess(_: Mapping[str, str]) -> dg.ExecutorDefinition:
    return dg.multiprocess_executor


def _celery(env: Mapping[str, str]) -> dg.ExecutorDefinition:
    settings = celery_settings(env)
    try:
        from dagster_celery import celery_executor
    except ImportError as error:
        raise ConfigurationError(
            "ONEVICE_EXECUTOR=celery needs a package that is not installed: "
            "pip install 'onevice-assets[celery]'."
        ) from error
    executor: dg.ExecutorDefinition = celery_executor.configured(settings)
    return executor


_EXECUTORS: Final[dict[str, Callable[[Mapping[str, str]], dg.ExecutorDefinition]]] = {
    "in_process": _in_process,
    "multiprocess": _multiprocess,
    "celery": _celery,
}
