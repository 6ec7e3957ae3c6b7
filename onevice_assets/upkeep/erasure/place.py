"""A place where somebody's data lies: what it holds, which scopes it honours, and three verbs.

    place.count(stores, subject)       rows, files or keys that are the subject's; changes nothing
    place.erase(stores, subject)       they go; how many; again is 0
    place.find_left(stores, subject)   what is there all the same, in words

The dry run, the command, the page of places and the test all come from the one list of them
(`places.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from resources.erasure.subject import KINDS, Kind, Subject

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.erasure.dagster_log import DagsterLog
    from resources.graph_store import GraphStore
    from resources.lake import Lake
    from resources.object_store import Objects
    from resources.redis_store import RedisStore
    from resources.search_store import SearchStore
    from resources.vector_index.resource import VectorStore

EVERY_KIND: Final = frozenset(KINDS)
WHOLE: Final = frozenset[Kind]({"organization"})
TENANT: Final = frozenset[Kind]({"organization", "website"})


@dataclass(frozen=True)
class Stores:
    """Everything that holds data.

    Attributes:
        dagster: its own storage; none where nobody runs it here.
        home: the folder of reports, logs and embedded servers.
    """

    lake: Lake
    control: ControlPlane
    objects: Objects
    graph: GraphStore
    search: SearchStore
    vectors: VectorStore
    redis: RedisStore
    dagster: DagsterLog | None
    home: Path


Verb = Callable[[Stores, Subject], int]


@dataclass(frozen=True)
class Place:
    """Where data lies.

    Attributes:
        store: `postgres`, `lake`, `objects`, `graph`, `search`, `vectors`, `redis`, `dagster`
            or `home`.
        name: what is declared there: a table, a folder, a key's pattern, a label.
        holds: what that is, in words.
        kinds: of which subjects it holds anything.
        count, erase: see above.
    """

    store: str
    name: str
    holds: str
    kinds: frozenset[Kind]
    count: Verb
    erase: Verb

    @property
    def title(self) -> str:
        """Store and name, as tables of places show it."""
        return f"{self.store} {self.name}"

    def find_left(self, stores: Stores, subject: Subject) -> list[str]:
        """What an erasure left behind here, in words; nothing once it is done."""
        left = self.count(stores, subject) if subject.kind in self.kinds else 0
        return [f"{self.title}: {left} left"] if left else []


def nothing(_stores: Stores, _subject: Subject) -> int:
    """The verb of a place that holds nobody's data."""
    return 0
