"""Publishing in a process of its own, which is struck at a chosen point: killed, stopped, failed.

The processes are forked from one that has imported everything and connected to nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from onevice_assets.publishing.projection import Projection, Rows, Scope
from onevice_assets.publishing.publish import Publisher
from resources.control_plane.resource import ControlPlane
from resources.errors import OneviceError
from resources.graph_store import GraphStore
from resources.object_store import Objects
from resources.redis_store import RedisStore
from resources.saga.effort import Patience
from resources.saga.log import SagaLog
from tests.onevice_assets.publishing.copies import STORES, Copy, make_copies, no_blow

QUICK = Patience(tries=2, first_wait_seconds=0.01, longest_wait_seconds=0.02, busy_seconds=20)
POINTS = ("before", "in", "after")


@dataclass(frozen=True)
class Addresses:
    """Where the stores are, for another process."""

    home: str
    database: str = field(repr=False)
    objects: str
    redis_namespace: str
    graph: dict[str, Any] = field(default_factory=dict, repr=False)
    redis: str = field(default="", repr=False)


@dataclass(frozen=True)
class Blow:
    """What strikes, and where.

    Attributes:
        how: `error`, a mistake in the code; or the name of a signal.
        store: the store whose write is struck.
        point: `before`, `in` or `after` it.
        write: the first write (what is done) or the second (what is undone).
    """

    how: str
    store: str = ""
    point: str = "before"
    write: int = 1

    def __call__(self) -> None:
        if self.how == "error":
            raise RuntimeError("struck")
        os.kill(os.getpid(), getattr(signal, self.how))


class Struck:
    """A copy whose write is struck."""

    def __init__(self, copy: Copy, blow: Any) -> None:
        self._copy, self._blow, self._writes = copy, blow, 0
        self.store = copy.store

    def build(self, scope: Scope) -> Rows:
        return self._copy.build(scope)

    def read(self, scope: Scope) -> Rows:
        return self._copy.read(scope)

    def replaced_by(self, scope: Scope) -> date | None:
        return self._copy.replaced_by(scope)

    def replace(self, scope: Scope, rows: Rows) -> None:
        self._writes += 1
        is_now = self._writes == self._blow.write
        if is_now and self._blow.point == "before":
            self._blow()
        self._copy.between = self._once if is_now and self._blow.point == "in" else no_blow
        self._copy.replace(scope, rows)
        if is_now and self._blow.point == "after":
            self._blow()

    def _once(self) -> None:
        """Strike; not again when the driver repeats the transaction."""
        self._copy.between = no_blow
        self._blow()


class KilledAtChange(ControlPlane):
    """A control plane whose process dies before it commits its n-th transaction."""

    number: int

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        _count[0] += 1
        with super().begin() as db:
            yield db
            if _count[0] == self.number:
                os.kill(os.getpid(), signal.SIGKILL)


class KilledAtPut(Objects):
    """An object store whose process dies at its n-th write, with half of it done."""

    number: int

    def put(self, path: str, body: bytes | str) -> str:
        _count[0] += 1
        if _count[0] == self.number:
            super().put(path, body[: len(body) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return super().put(path, body)


_count = [0]
_started: list[multiprocessing.process.BaseProcess] = []


def make_publisher(
    at: Addresses, version: int | str, blows: tuple[Blow, ...] = (), **parts: Any
) -> Publisher:
    """A publisher of the copies, struck as told.

    Args:
        at: where the stores are.
        version: what the lake says, or the path of the file that tells.
        blows: what strikes.
        **parts: other resources than those at the addresses, by their store or role; `stores`,
            the names of those to publish to; `lease_seconds`.
    """
    plain = ControlPlane(url=at.database)
    copies = make_copies(
        (parts.get("postgres", plain), parts.get("vectors", plain)),
        parts.get("graph") or GraphStore(**at.graph),
        parts.get("redis") or RedisStore(url=at.redis, namespace=at.redis_namespace),
        version,
    )
    struck = {blow.store: Struck(copies[blow.store], blow) for blow in blows}
    chosen: list[Projection] = [
        struck.get(name, copies[name]) for name in parts.get("stores", STORES)
    ]
    return Publisher(
        SagaLog(parts.get("control", plain), lease_seconds=parts.get("lease_seconds", 30.0)),
        parts.get("objects") or Objects(url=at.objects),
        chosen,
        patience=replace(QUICK, busy_seconds=parts.get("busy_seconds", QUICK.busy_seconds)),
    )


def start(
    at: Addresses, scope: Scope, version: int | str, *blows: Blow, **options: Any
) -> multiprocessing.process.BaseProcess:
    """Publish in a new process."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "neo4j", "redis", "psycopg", "pyarrow.parquet"])
    process = context.Process(target=_publish, args=(at, scope, version, blows, options))
    process.start()
    _started.append(process)
    return process


def end_all() -> None:
    """Kill what is left of a test that failed: what hangs would hold its locks against the next."""
    while _started:
        process = _started.pop()
        if process.is_alive():
            process.kill()
            process.join(10)


def run(
    at: Addresses, scope: Scope, version: int | str, *blows: Blow, **options: Any
) -> int | None:
    """Publish in a new process and wait for its end; its exit code, negative for a signal."""
    process = start(at, scope, version, *blows, **options)
    process.join(200)
    assert process.exitcode is not None
    return process.exitcode


def _publish(
    at: Addresses,
    scope: Scope,
    version: int | str,
    blows: tuple[Blow, ...],
    options: dict[str, Any],
) -> None:
    os.environ["ONEVICE_HOME"] = at.home
    parts = dict(options)
    if "change" in options:
        parts["control"] = KilledAtChange(url=at.database, number=parts.pop("change"))
    if "put" in options:
        parts["objects"] = KilledAtPut(url=at.objects, number=parts.pop("put"))
    try:
        make_publisher(at, version, blows, **parts).publish(scope)
    except (OneviceError, RuntimeError) as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from error
