"""A migration that is killed leaves nothing in the way: run again, it completes."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from resources.search_index.documents import DocumentScope
from tests.resources.search_migrations.two_versions import versions_of
from tests.searches import KINDS, document, make_store, wipe

ROOT = Path(__file__).resolve().parents[3]
SCOPE = DocumentScope("org", "web")
PAGES = [document(SCOPE, f"{n:04}", content="spa") for n in range(1_500)]

# where it is killed: a function, and at which of its calls
PLACES = {
    "elasticsearch": [
        ("elastic_swap.Swap._send", 2),
        ("elastic_swap.Swap._catch_up", 3),
        ("elastic_swap.Swap._drop_old", 1),
        ("elastic_runner.ElasticSearchMigrations._index", 4),
    ],
    "embedded": [("postgres_runner.insert", 2), ("postgres_tables.point_view", 1)],
}
_CODE = """
import os, signal, sys
from resources.migrations.elasticsearch import elastic_runner, elastic_swap
from resources.migrations.elasticsearch import postgres_runner, postgres_tables
from resources.search_store import SearchStore
from tests.resources.search_migrations.two_versions import versions_of

url, database, prefix, place, number = sys.argv[1:]
module, *path = place.split(".")
owner = globals()[module]
for name in path[:-1]:
    owner = getattr(owner, name)
work, calls = getattr(owner, path[-1]), []

def killed(*arguments, **named):
    calls.append(1)
    if len(calls) == int(number):
        os.kill(os.getpid(), signal.SIGKILL)
    return work(*arguments, **named)

setattr(owner, path[-1], killed)
versions_of(SearchStore(url=url, database_url=database, prefix=prefix)).up()
"""


@pytest.mark.parametrize(
    ("kind", "place", "number"),
    [(kind, *one) for kind in KINDS for one in PLACES[kind]],
)
def test_a_killed_migration_is_completed_by_the_next_one(
    session_database: str, kind: str, place: str, number: int
) -> None:
    store = make_store(kind, session_database)
    migrations = versions_of(store)
    migrations.up("0001")
    with store.open() as index:
        index.replace("website_content", SCOPE, PAGES)
        arguments = [store.url, store.database_url, store.prefix, place, str(number)]
        done = subprocess.run([sys.executable, "-c", _CODE, *arguments], cwd=ROOT, check=False)
        assert done.returncode == -signal.SIGKILL
        assert index.read("website_content", SCOPE) == PAGES
        assert [one.is_applied for one in migrations.status()] == [True, False]
        assert [one.version for one in migrations.up()] == ["0002"]
        assert migrations.check() == []
        assert index.read("website_content", SCOPE) == PAGES
        index.replace("website_content", SCOPE, PAGES[:3])
        assert index.read("website_content", SCOPE) == PAGES[:3]
    wipe(store)
