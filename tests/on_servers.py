"""Which tests run on real servers: `pytest --on-servers`, which `make test-servers` calls.

The tests whose fixtures reach a store, and those marked `server`. The others never speak to one:
they would be the same tests as under `make test`, which has run them. Without the option, those
marked `server` are left out, for `make test-servers` runs them.
"""

from __future__ import annotations

import pytest

# the fixtures that read an ONEVICE_TEST_* variable; every other one of a store asks for these
STORES = frozenset({"server_url", "graph_server", "store", "storage_root"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--on-servers", action="store_true", help=(__doc__ or "").splitlines()[0])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = _on_servers if config.getoption("--on-servers") else _embedded
    out = [item for item in items if not chosen(item)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if chosen(item)]


def _on_servers(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return not _embedded(item) or not STORES.isdisjoint(fixtures)


def _embedded(item: pytest.Item) -> bool:
    return item.get_closest_marker("server") is None
