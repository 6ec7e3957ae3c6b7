"""The one way into the operations memory: a batch of episodes → episodes, entities, facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from onevice_assets.operations.entities.map_waiting import map_waiting
from onevice_assets.operations.episodes.keep_episodes import keep_episodes, keep_problems, split
from onevice_assets.operations.episodes.make_episode import Delivery
from onevice_assets.operations.episodes.read_episodes import read_episodes
from onevice_assets.operations.model.record_mapped import Facts
from onevice_assets.operations.model.written import Written, cut
from resources.operation_tables.episodes import Episode

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.object_store import Objects


@dataclass(frozen=True)
class Stores:
    """Where a file goes."""

    control: ControlPlane
    objects: Objects
    facts: Facts


def write_episodes(control: ControlPlane, facts: Facts, batch: Sequence[Episode]) -> Written:
    """Keep a batch of episodes and record what the structured ones say.

    Args:
        control: the control plane.
        facts: where statements go; relations that mappings state are declared on the way.
        batch: at most `MOST_TOGETHER`, in any order, delivered before or not.

    Raises:
        StoreError: a store does not answer; what waits is mapped by the next try.
    """
    done, waiting = keep_episodes(control, facts.organization_id, batch)
    done.add(map_waiting(control, facts, waiting))
    return done


def add_file(stores: Stores, delivery: Delivery, file: IO[bytes], name: str) -> Iterator[Written]:
    """Keep what a file holds and record what its rows say; memory is that of one batch.

    Args:
        stores: where it goes.
        delivery: what it came with.
        file: its bytes, from the beginning.
        name: decides by its ending how it is read.

    Yields:
        What each batch did, once it is kept and recorded.

    Raises:
        StoreError: a store does not answer; whole batches before it stay, the same file again
            goes on.
    """
    owner = delivery.organization_id
    for part in cut(read_episodes(stores.objects, delivery, file, name)):
        found, problems = split(part)
        done = keep_problems(stores.control, owner, problems, delivery.ingested_at)
        if found:
            done.add(write_episodes(stores.control, stores.facts, found))
        yield done
