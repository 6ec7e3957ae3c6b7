"""How tests are spread over processes: a file stays in one, and so do files that share much.

The market of `tests/e2e` is one, and what some folders' tests look at takes seconds to make. The
longest come first, so that no process is left alone with one at the end.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

_TOGETHER = (
    "tests/e2e",
    "tests/onevice_assets/brand_monitor/share_of_voice",
    "tests/onevice_assets/lineage",
)
_FIRST = (*_TOGETHER, "tests/onevice_assets/dashboard", "tests/onevice_assets/mcp_server")


class _Together(LoadFileScheduling):
    """Files as they are, those of some folders as one."""

    def _split_scope(self, nodeid: str) -> str:
        folder = _folder(nodeid)
        return folder if folder in _TOGETHER else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """The scheduler of `--dist loadfile`."""
    return _Together(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes longest."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    folder = _folder(item.nodeid)
    return _FIRST.index(folder) if folder in _FIRST else len(_FIRST)


def _folder(nodeid: str) -> str:
    return str(PurePosixPath(nodeid.partition("::")[0]).parent)
