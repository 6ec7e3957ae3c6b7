"""Every command of our documents, typed in the order of the pages into the home of the first run.

In this process: a program of its own for each would take a second and more. What is not typed
stands in `not_typed.py` with its reason. (The last file of this folder: what it writes, others
would find.)
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
import typer.testing

from tests.docs.documented_commands import ROOT, Documented, documented_commands
from tests.e2e.market import Market
from tests.e2e.not_typed import NOT_TYPED, begins, why_not
from tests.e2e.presumed import PRESUMED
from tests.e2e.typist import Typist

pytestmark = [pytest.mark.e2e, pytest.mark.redis]

TYPED: dict[tuple[str, ...], Documented] = {}
for _one in documented_commands():
    if _one.is_whole and not why_not(_one.words):
        TYPED.setdefault(_one.words, _one)
PAGES = list(dict.fromkeys(one.page for one in TYPED.values()))


@pytest.fixture(scope="module")
def person(
    market: Market, first_run: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Typist]:
    """Somebody at a terminal, in a folder with the files that the pages name."""
    folder = tmp_path_factory.mktemp("person")
    with pytest.MonkeyPatch.context() as patch:
        environment = {**market.environment, "DAGSTER_HOME": str(market.home / "dagster")}
        for name in os.environ.keys() - environment.keys():
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setenv("ONEVICE_BACKUP_KEY_FILE", "")
        patch.delenv("ONEVICE_BACKUP_KEY_FILE")  # from the first key on, and no longer than here
        patch.setattr(typer.testing, "_get_command", cache(typer.main.get_command))
        patch.chdir(folder)
        yield Typist(folder, first_run["website"])


@pytest.mark.timeout(900)
def test_every_command_of_the_documents_ends_well(person: Typist) -> None:
    """One test for all pages: what one says, the next may speak of."""
    failed = []
    for page in PAGES:
        PRESUMED.get(page, lambda _: None)(person)
        for one in (one for one in TYPED.values() if one.page == page):
            code, told = person.type(one)
            if code != 0 or not told:
                failed.append(f"{one} ended {code}:\n{told[-1500:]}")
    assert not failed, "\n\n".join(failed)


def test_what_is_not_typed_is_documented_and_names_a_test_that_is_there() -> None:
    whole = [one.words for one in documented_commands() if one.is_whole]
    assert len(TYPED) > len({*whole}) * 2 / 3
    for command, why in NOT_TYPED.items():
        assert any(begins(one, command) for one in whole), command
        for path in re.findall(r"tests/\S+\.py", why):
            assert Path(ROOT, path).exists(), f"{command}: {path}"
