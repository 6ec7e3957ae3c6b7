"""A file as episodes, a piece at a time; what is none is a problem with its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from onevice_assets.operations.episodes.make_episode import Delivery, make_episode
from onevice_assets.operations.episodes.reading.piece import Broken, Row, Text
from onevice_assets.operations.episodes.reading.read_file import read_pieces
from resources.errors import InputError
from resources.operation_tables.episodes import Episode
from resources.operation_tables.quarantine import Problem
from resources.webhook_files import hash_body

if TYPE_CHECKING:
    from resources.object_store import Objects

FOLDER = "operations/episodes"


def read_episodes(
    objects: Objects, delivery: Delivery, file: IO[bytes], name: str
) -> Iterator[Episode | Problem]:
    """Read a file; bytes of documents and mails are stored under their SHA-256 first.

    Args:
        objects: where bytes of documents and mails are kept.
        delivery: what the file came with.
        file: its bytes, from the beginning.
        name: decides by its ending how it is read.

    Raises:
        StoreError: the object store refuses.
    """
    unfit: set[str] = set()
    for piece in read_pieces(file, name):
        if isinstance(piece, Broken):
            yield Problem(
                piece.file, piece.line, piece.reason, piece.what_to_do, batch=delivery.batch
            )
        elif isinstance(piece, Text):
            yield make_episode(delivery, piece, _store(objects, delivery, piece))
        elif piece.file not in unfit:
            one = _read_row(delivery, piece)
            if isinstance(one, Problem):
                unfit.add(piece.file)  # its columns are those of the whole file
            yield one


def _read_row(delivery: Delivery, row: Row) -> Episode | Problem:
    try:
        return make_episode(delivery, row)
    except InputError as error:
        what, _, step = str(error).partition(". ")
        return Problem(
            row.file,
            None,
            what,
            f"{step or 'Name a mapping by --mapping.'} Deliver the file again then.",
            batch=delivery.batch,
        )


def _store(objects: Objects, delivery: Delivery, text: Text) -> str:
    path = f"{FOLDER}/{delivery.organization_id}/{hash_body(text.data)}"
    if not objects.exists(path):
        objects.put(path, text.data)
    return path
