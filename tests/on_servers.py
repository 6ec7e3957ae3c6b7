"""Which tests run on real servers: `pytest --on-servers`, which `make test-servers` calls.

The tests whose fixtures reach a store, and those marked `server`. The others never speak to one:
they would be the same tests as under `make test`, which has run them. Nearly so would those above
`resources` that reach PostgreSQL alone where it is the embedded one's program, on a port, and
files: what a bucket does otherwise than a folder is tested in `resources` and by the stages that
reach other stores too. They are run on a PostgreSQL that somebody names. Without the option, those
marked `server` are left out, for `make test-servers` runs them. `server(*variables)` names the
addresses a test cannot do without: where one is missing it is left out with a line, and fails
under `.ci/run`.

Processes of `-n` share no Neo4j and no Redis (`tests/servers/side_by_side.py`): each takes the
one that was started for it, and where there is none the run is refused.
"""

from __future__ import annotations

import os

import pytest

from tests.markers import say
from tests.servers.postgres import EMBEDDED_PROGRAM
from tests.servers.side_by_side import find_shared, take_own

# the fixtures that read an ONEVICE_TEST_* variable; every other one of a store asks for these
STORES = frozenset({"server_url", "graph_server", "store", "storage_root", "search_store"})
_NEARLY_THE_SAME = frozenset({"server_url", "storage_root"})
_WHERE_STORES_ARE_SPOKEN_TO = ("tests", "resources")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--on-servers", action="store_true", help=(__doc__ or "").splitlines()[0])


def pytest_configure(config: pytest.Config) -> None:
    take_own(os.environ, os.environ.get("PYTEST_XDIST_WORKER", "gw0"))
    shared = find_shared(os.environ, config.getoption("numprocesses", None) or 1)
    if shared:
        raise pytest.UsageError(
            f"{', '.join(shared)} names one server, and tests of several processes would empty it "
            "under each other: leave out `-n`, or `python -m tests.servers --processes N` starts "
            "one for each"
        )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--on-servers"):
        _keep(config, items, [one for one in items if not _is_of_servers(one)])
        return
    _keep(config, items, [one for one in items if _is_of_servers(one) or _is_other_there(one)])
    if not os.environ.get("ONEVICE_REQUIRE_ALL"):
        _leave_out_what_lacks_a_server(config, items)


def _leave_out_what_lacks_a_server(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = [one for one in items if not _lacking(one)]
    missing = sorted({name for one in items for name in _lacking(one)})
    if missing:
        left_out = len(items) - len(kept)
        say(config, f"deselected {left_out} tests marked server: no {', '.join(missing)}")
    _keep(config, items, kept)


def _keep(config: pytest.Config, items: list[pytest.Item], kept: list[pytest.Item]) -> None:
    staying = set(kept)
    out = [one for one in items if one not in staying]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = kept


def _is_of_servers(item: pytest.Item) -> bool:
    return item.get_closest_marker("server") is not None


def _is_other_there(item: pytest.Item) -> bool:
    """It reaches a store whose program is not the one it has under `make test`."""
    stores = STORES.intersection(getattr(item, "fixturenames", ()))
    if stores <= _NEARLY_THE_SAME and os.environ.get(EMBEDDED_PROGRAM):
        below = item.path.relative_to(item.config.rootpath).parts[:2]
        return bool(stores) and below == _WHERE_STORES_ARE_SPOKEN_TO
    return bool(stores)


def _lacking(item: pytest.Item) -> list[str]:
    marker = item.get_closest_marker("server")
    return [name for name in marker.args if not os.environ.get(name)] if marker else []
