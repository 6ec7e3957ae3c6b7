"""How tests are spread over processes: a file stays in one, and so does the market of `tests/e2e`.

The longest come first, so that no process is left alone with one at the end.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

_MARKET = "tests/e2e/"
_FIRST = (_MARKET, "tests/onevice_assets/dashboard/", "tests/onevice_assets/mcp_server/")


class _OneMarket(LoadFileScheduling):
    """Files as they are, those of the end-to-end tests as one."""

    def _split_scope(self, nodeid: str) -> str:
        return _MARKET if nodeid.startswith(_MARKET) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """The scheduler of `--dist loadfile`."""
    return _OneMarket(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes longest."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    places = [place for place, one in enumerate(_FIRST) if item.nodeid.startswith(one)]
    return places[0] if places else len(_FIRST)
