"""Stores that go away in mid-publish, plans that cannot work, and what the log says then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from onevice_assets.publishing.projection import Rows, Scope
from resources.control_plane.connection import parse_url
from resources.control_plane.resource import ControlPlane
from resources.errors import (
    ConfigurationError,
    MissingDataError,
    SagaBusyError,
    SagaError,
    StoreError,
)
from resources.graph_store import GraphStore
from resources.local_servers import ensure
from resources.redis_store import RedisStore
from resources.saga import records
from resources.saga.effort import Patience
from tests.onevice_assets.publishing.conftest import World
from tests.onevice_assets.publishing.copies import STORES, Copy
from tests.onevice_assets.publishing.proxy import Wire
from tests.onevice_assets.publishing.striking import POINTS, Blow, make_publisher
from tests.stores import driver_of


@dataclass(frozen=True)
class Cut(Blow):
    """Strikes by doing something; the default is nothing."""

    act: Callable[[], None] = lambda: None

    def __call__(self) -> None:
        self.act()


class Broken(Copy):
    """A copy whose truth is not there."""

    store = "broken"

    def build(self, scope: Scope) -> Rows:
        raise MissingDataError("the day was never materialised")

    def _read(self, key: str) -> list[dict[str, Any]]:
        raise AssertionError("a store was touched although nothing could be built")


def postgres_wire(url: URL) -> tuple[Wire, str]:
    folder = str(url.query.get("host", ""))
    target: tuple[str, int] | str = (url.host or "127.0.0.1", url.port or 5432)
    if folder:
        target = f"{folder}/.s.PGSQL.{url.query.get('port', 5432)}"
    wire = Wire(target)
    through = url.difference_update_query(["host", "port"]).set(host="127.0.0.1", port=wire.port)
    return wire, through.render_as_string(hide_password=False)


def graph_wire(world: World) -> tuple[Wire, GraphStore]:
    at = dict(world.at.graph)
    if not at["uri"]:
        server = ensure("graph", Path(world.at.home))
        at = {"uri": server.url, "user": server.user, "password": server.password}
    host, _, port = at["uri"].rpartition("//")[2].partition(":")
    wire = Wire((host, int(port)))
    return wire, GraphStore(**{**at, "uri": f"bolt://127.0.0.1:{wire.port}", "retry_seconds": 0.1})


def redis_wire(store: RedisStore) -> tuple[Wire, RedisStore]:
    known = driver_of(store).connection_pool.connection_kwargs
    wire = Wire(known["path"] if "path" in known else (known["host"], known["port"]))
    login = f"{known.get('username') or ''}:{known.get('password') or ''}@"
    url = f"redis://{login}127.0.0.1:{wire.port}/{known.get('db', 0)}"
    return wire, RedisStore(url=url, namespace=store.namespace)


@pytest.fixture
def reach(
    world: World, store: RedisStore
) -> Iterator[Callable[[str], tuple[Wire, dict[str, Any]]]]:
    """Gives a wire to a store, and the resource that goes through it."""
    open_ones: list[Any] = []

    def make(name: str) -> tuple[Wire, dict[str, Any]]:
        if name == "graph":
            wire, resource = graph_wire(world)
            return wire, {name: resource}
        if name == "redis":
            wire, redis = redis_wire(store)
            open_ones.append(redis)
            return wire, {name: redis}
        wire, url = postgres_wire(parse_url(world.at.database))
        control = ControlPlane(url=url)
        open_ones.append(control)
        return wire, {name: control}

    yield make
    for one in open_ones:
        one.close()


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("struck", STORES)
def test_a_store_that_goes_away_is_taken_back_when_it_answers_again(
    world: World,
    reach: Callable[[str], tuple[Wire, dict[str, Any]]],
    struck: str,
    point: str,
) -> None:
    wire, through = reach(struck)
    publisher = make_publisher(world.at, 2, (Cut("cut", struck, point, act=wire.cut),), **through)
    if point == "after":
        assert publisher.publish(world.scope).state == "completed"
        assert world.holds() == world.expected(2)
        return
    with pytest.raises(SagaError, match=f"Not taken back yet: {struck}; .* the next publish"):
        publisher.publish(world.scope)
    assert world.latest().state == "compensating"
    others = {name: digest for name, digest in world.holds().items() if name != struck}
    assert others == {name: world.expected(1)[name] for name in others}
    wire.mend()
    [report] = publisher.resume()
    assert report.state == "compensated"
    assert world.holds() == world.expected(1)
    assert world.traces() == []


@pytest.mark.parametrize("struck", STORES)
def test_a_store_that_is_away_for_a_moment_is_tried_again(
    world: World, reach: Callable[[str], tuple[Wire, dict[str, Any]]], struck: str
) -> None:
    wire, through = reach(struck)

    def blink() -> None:
        wire.cut()
        threading.Timer(0.3, wire.mend).start()

    publisher = make_publisher(world.at, 2, (Cut("cut", struck, "in", act=blink),), **through)
    patient = Patience(tries=8, first_wait_seconds=0.2, longest_wait_seconds=1.0)
    publisher = replace(publisher, patience=patient)
    report = publisher.publish(world.scope)
    assert report.state == "completed"
    assert world.holds() == world.expected(2)
    assert world.traces() == []


def test_without_the_control_plane_nothing_goes_on_and_nothing_is_lost(
    world: World, reach: Callable[[str], tuple[Wire, dict[str, Any]]]
) -> None:
    wire, through = reach("postgres")
    blow = Cut("cut", "graph", "in", act=wire.cut)
    publisher = make_publisher(world.at, 2, (blow,), control=through["postgres"], lease_seconds=0.5)
    with pytest.raises(StoreError, match="did not answer as it should"):
        publisher.publish(world.scope)
    assert world.latest().state == "running"
    time.sleep(0.6)
    [report] = world.resume(2)
    assert report.state == "completed"
    assert world.holds() == world.expected(2)


def test_a_build_that_fails_touches_no_store(world: World) -> None:
    publisher = make_publisher(world.at, 2)
    publisher = replace(publisher, projections=[*publisher.projections, Broken()])
    with pytest.raises(SagaError, match="never materialised No store had been touched"):
        publisher.publish(world.scope)
    assert world.holds() == world.expected(1)


def test_a_saga_is_not_resumed_by_who_cannot_write_all_its_stores(world: World) -> None:
    act = Cut("cut", "graph", "before", act=_interrupt)
    with pytest.raises(KeyboardInterrupt):
        make_publisher(world.at, 2, (act,)).publish(world.scope)
    with pytest.raises(ConfigurationError, match="nobody here writes graph"):
        make_publisher(world.at, 2, stores=("postgres", "vectors", "redis")).resume()
    [report] = world.resume(2)
    assert report.state == "completed"
    assert world.holds() == world.expected(2)


def test_a_saga_whose_before_image_is_gone_waits_for_a_person(world: World) -> None:
    def lose() -> None:
        for path in world.traces():
            world.objects.delete(path)
        raise RuntimeError("struck")

    with pytest.raises(RuntimeError, match="struck"):
        make_publisher(world.at, 2, (Cut("cut", "redis", "in", act=lose),)).publish(world.scope)
    told = world.latest()
    assert told.state == "stuck"
    assert "is gone. Nothing was changed" in str(told.steps[0].error)
    with pytest.raises(SagaError, match="before it could not be finished"):
        world.publish(2)
    [report] = make_publisher(world.at, 2).resume(forwards=True)
    assert report.state == "completed"
    assert world.holds() == world.expected(2)


def test_a_scope_that_is_being_published_is_refused_after_a_while(world: World) -> None:
    other = make_publisher(world.at, 2)
    other = replace(other, patience=Patience(busy_seconds=0.1))
    refused: list[str] = []

    def publish_too() -> None:
        with pytest.raises(SagaBusyError) as error:
            other.publish(world.scope)
        refused.append(str(error.value))

    blow = Cut("cut", "graph", "in", act=publish_too)
    assert make_publisher(world.at, 2, (blow,)).publish(world.scope).state == "completed"
    assert "Nothing was touched" in refused[0]


def test_caches_are_forgotten_after_a_publish_and_after_it_was_taken_back(world: World) -> None:
    forgotten: list[tuple[str, bool]] = []
    publisher = make_publisher(world.at, 2)

    def forget(scope: Scope) -> None:
        forgotten.append((scope.partition, world.holds() == world.expected(2)))

    publisher = replace(publisher, forget={"cache": forget})
    assert publisher.publish(world.scope).names("done").endswith("cache")
    struck = make_publisher(world.at, 1, (Blow("error", "redis", "in"),))
    struck = replace(struck, forget={"cache": forget})
    with pytest.raises(RuntimeError, match="struck"):
        struck.publish(world.scope)
    assert forgotten == [(world.scope.partition, True)] * 2
    with world.control.begin() as db:
        assert records.list_unfinished(db) == []


def _interrupt() -> None:
    raise KeyboardInterrupt
