"""Which tests run under a target of their own: `pytest --e2e` and `pytest --timed`.

`e2e` (`make test-e2e`): they type the installed program, sit before a page in Chromium, speak to
a server of ours as its clients do, or go the whole way, through every store or over a real
website: few, and a seventh of all tests' time.
`timed` (`make drill`): they compare times, which no test may beside others on a busy machine.

With an option those marked so are run and no other; without it they are left out with one line.
`--on-servers` goes by the stores that a test reaches, so it takes what is `e2e` as any other.
"""

from __future__ import annotations

import pytest

from tests.markers import say

_TARGETS = {"e2e": "make test-e2e", "timed": "make drill"}


def pytest_addoption(parser: pytest.Parser) -> None:
    for marker, target in _TARGETS.items():
        parser.addoption(f"--{marker}", action="store_true", help=f"the tests of `{target}`")


def pytest_configure(config: pytest.Config) -> None:
    for marker, target in _TARGETS.items():
        config.addinivalue_line("markers", f"{marker}: run by `{target}` alone")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for marker, target in _TARGETS.items():
        wanted = bool(config.getoption(f"--{marker}"))
        if marker == "e2e" and config.getoption("--on-servers"):
            continue
        if not wanted and any(config.getoption(f"--{other}") for other in _TARGETS):
            continue
        out = {one for one in items if (one.get_closest_marker(marker) is not None) is not wanted}
        if out:
            config.hook.pytest_deselected(items=list(out))
            items[:] = [one for one in items if one not in out]
        if out and not wanted:
            say(config, f"deselected {len(out)} tests marked {marker}: `{target}` runs them")
