"""A store that somebody dropped is as before after a rebuild, and nothing else has changed."""

from __future__ import annotations

import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from onevice_assets.publishing.digest import digest_rows
from onevice_assets.publishing.projection import Scope
from onevice_assets.upkeep.drift.rebuild_store import list_work, rebuild_store
from resources.migrations.make_anew import find_copied
from tests.onevice_assets.upkeep.drift.companies import make_company, publish_company
from tests.onevice_assets.upkeep.drift.killing import rebuild_and_die
from tests.onevice_assets.upkeep.drift.websites import (
    WRECK,
    differing,
    dump_control,
    make_websites,
    publish_all,
)

pytestmark = pytest.mark.e2e

Resources = dict[str, Any]


def digests(given: Resources, store: str) -> dict[str, Any]:
    """What a store holds of each scope, table by table."""
    return {
        f"{copy.system} {scope.partition}": digest_rows(
            copy.make(SimpleNamespace(**given)).read(scope)
        )
        for copy, scope in list_work(store, given)
    }


def test_every_store_that_was_dropped_is_rebuilt_from_the_lake(
    every_store: Resources,
) -> None:
    given = every_store
    make_websites(given, "leeds.test", "york.test")
    publish_company(given, make_company(given, "default"))
    scopes: list[Scope] = publish_all(given)
    assert len(scopes) == 6
    decided = dump_control(given["control"])
    before = {store: digests(given, store) for store in WRECK}
    for store, wreck in WRECK.items():
        wreck(given)
        done = rebuild_store(store, given, list_work(store, given))
        assert done.failed == ()
        assert done.row_count
        assert differing(given, store) == []
        assert find_copied(store, given).list_missing() == []
        dropped = rebuild_store(store, given, list_work(store, given), drop=True)
        assert dropped.failed == ()
        assert differing(given, store) == []
    assert {store: digests(given, store) for store in WRECK} == before
    assert dump_control(given["control"]) == decided


def test_a_rebuild_that_was_killed_while_writing_is_completed_by_the_next(
    every_store: Resources, home: Path
) -> None:
    given = every_store
    make_websites(given, "leeds.test")
    publish_all(given)
    for store, wreck in WRECK.items():
        wreck(given)
        # the graph has one write of a website, and takes longest for it
        write, seconds = (1, 0.1) if store == "graph" else (2, 0.02)
        ended = rebuild_and_die(given, store, str(home), write=write, seconds=seconds)
        assert ended == -signal.SIGKILL
        assert rebuild_store(store, given, list_work(store, given)).failed == ()
        assert differing(given, store) == []
