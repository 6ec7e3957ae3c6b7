"""What a backup reads, in which order, and what it leaves to `onevice rebuild`.

PostgreSQL first: whatever its rows name (answers' payloads, files of the lake) is written before
them and is therefore there when the files are read after it. Files last: they are many, and each
is whole by itself. Vectors and search outside of PostgreSQL are copies of the lake and are not
kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from resources.backup.entries import Item
from resources.backup.stores.files import list_files
from resources.backup.stores.graph import list_graph
from resources.backup.stores.postgres import open_snapshot
from resources.backup.stores.redis_keys import list_redis
from resources.backup.stores.sqlite import list_folder
from resources.home import RESTORE_MARKER, home
from resources.variables import value_of

Resources = Mapping[str, Any]
_NOT_OURS: Final = ("servers", "logs", "tmp", "backups", "lake", "objects", "dagster")
Listing = AbstractContextManager[Iterator[Item]]


@dataclass(frozen=True)
class Source:
    """A store.

    Attributes:
        name: what its entries' paths begin with.
        open: lists what is in it; what has to be one moment is, while the block lasts.
    """

    name: str
    open: Callable[[Resources], Listing]


def dagster_folder() -> Path:
    """Where Dagster keeps its own files."""
    given = os.environ.get("DAGSTER_HOME")
    return Path(given).resolve() if given else home() / "dagster"


def dagster_database() -> str:
    """The libpq address of the database Dagster keeps its runs in; '' where it has files."""
    return os.environ.get("DAGSTER_DATABASE_URL", "").replace("+psycopg2", "", 1)


def read_everything(resources: Resources) -> Iterator[Item]:
    """Everything that is kept, store by store; to be consumed in order, once."""
    for source in SOURCES:
        with source.open(resources) as items:
            yield from items


@contextmanager
def _postgres(resources: Resources) -> Iterator[Iterator[Item]]:
    with open_snapshot("postgres", resources["control"].libpq_address()) as snapshot:
        yield snapshot.list_items()


@contextmanager
def _dagster_database(_: Resources) -> Iterator[Iterator[Item]]:
    url = dagster_database()
    if not url:
        yield iter(())
        return
    with open_snapshot("dagster_database", url) as snapshot:
        yield snapshot.list_items()


def _redis(resources: Resources) -> Listing:
    store = resources["redis"]
    if not store.address() and not _has_begun("redis"):
        return nullcontext(iter(()))
    return list_redis(store)


def _graph(resources: Resources) -> Listing:
    graph = resources["graph"]
    if not value_of(graph.uri) and not _has_begun("graph"):
        return nullcontext(iter(()))
    return list_graph(graph)


def _has_begun(server: str) -> bool:
    """Whether the embedded server ever ran: one is not started to find nothing in it."""
    return (home() / "servers" / server).exists()


def _lake(resources: Resources) -> Listing:
    return nullcontext(list_files("lake", resources["lake"].url))


def _objects(resources: Resources) -> Listing:
    url = resources["objects"].url
    return nullcontext(list_files("objects", url, _below(url, resources["backups"].url)))


def _home(resources: Resources) -> Listing:
    own = _below(home().as_uri(), resources["backups"].url)
    without = (*_NOT_OURS, RESTORE_MARKER, *(one.partition("/")[0] for one in own))
    return nullcontext(list_folder("home", home(), without))


def _dagster(_: Resources) -> Listing:
    return nullcontext(list_folder("dagster", dagster_folder()))


def _below(url: str, inner: str) -> tuple[str, ...]:
    """Where a vault lies below another address, which then leaves it out."""
    outside, inside = url.rstrip("/") + "/", inner.rstrip("/") + "/"
    return (inside.removeprefix(outside),) if inside.startswith(outside) else ()


SOURCES: Final = (
    Source("postgres", _postgres),
    Source("dagster_database", _dagster_database),
    Source("redis", _redis),
    Source("graph", _graph),
    Source("lake", _lake),
    Source("objects", _objects),
    Source("home", _home),
    Source("dagster", _dagster),
)


def tell_left_out(resources: Resources) -> tuple[str, ...]:
    """What no backup has because it can be made again, and how; for people."""
    told = []
    if resources["vectors"].kind != "pgvector":
        told.append(
            "vectors: copies of the lake; `onevice rebuild --store vectors`, and the job "
            "remember_content for the campaign memory"
        )
    if value_of(resources["search"].url):
        told.append("search: copies of the lake; `onevice rebuild --store search`")
    return tuple(told)
