"""A file of any kind as pieces, by its ending."""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO, Final

from onevice_assets.operations.episodes.reading.piece import Broken, Piece, Text
from onevice_assets.operations.episodes.reading.read_csv import read_csv
from onevice_assets.operations.episodes.reading.read_json import read_json, read_json_lines
from onevice_assets.operations.episodes.reading.read_mail import LONGEST_TEXT, clean, read_mail
from resources.errors import InputError
from resources.unpacking import open_gzip

MOST_BYTES: Final = 256 * 1024**2
_TEXTS: Final = (".txt", ".md")
_ROWS: Final = {
    **dict.fromkeys((".csv", ".tsv"), read_csv),
    ".json": read_json,
    **dict.fromkeys((".jsonl", ".ndjson"), read_json_lines),
}


def read_pieces(file: IO[bytes], name: str) -> Iterator[Piece]:
    """Read what a file holds; rows one at a time, whatever its size.

    Args:
        file: its bytes, from the beginning; it can be read from there again.
        name: decides by its ending how it is read: .csv .tsv .json .jsonl .ndjson (.gz of them)
            as rows, .eml as a mail with its attachments, the rest whole as a document.

    Yields:
        Pieces in their order; a file that cannot be read is one `Broken` without a line, after
        what could be read of it.
    """
    try:
        if name.lower().endswith(".gz"):
            yield from _read(open_gzip(file), name[:-3], name)
        else:
            yield from _read(file, name, name)
    except InputError as error:
        what, _, then = str(error).partition(": ")
        step = then[:1].upper() + then[1:] if then else "Export it anew and deliver it again."
        yield Broken(None, what, step, name)


def _read(file: IO[bytes], name: str, shown: str) -> Iterator[Piece]:
    ending = PurePosixPath(name.lower()).suffix
    if ending in _ROWS:
        yield from _ROWS[ending](file, shown)
    elif ending == ".eml":
        mail, attached = read_mail(file, shown)
        yield mail
        for own, data in attached:
            kind = PurePosixPath(own.lower()).suffix
            inner = f"{shown}/{own}"
            if kind == ".eml":  # a mail in a mail is kept whole
                yield _read_document(io.BytesIO(data), inner)
                continue
            for piece in read_pieces(io.BytesIO(data), inner):
                # a document says what it says when its mail was sent
                yield replace(piece, event_at=mail.event_at) if isinstance(piece, Text) else piece
    else:
        yield _read_document(file, shown)


def _read_document(file: IO[bytes], name: str) -> Text:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError(f"It is over {MOST_BYTES >> 20} MiB: deliver it in parts.")
    if not data:
        raise InputError("It is empty: deliver it again.")
    path = PurePosixPath(name)
    media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    content = {"filename": path.name, "media_type": media, "size_bytes": len(data)}
    if path.suffix.lower() in _TEXTS:
        content["text"] = clean(data.decode("utf-8", "replace"))[:LONGEST_TEXT]
    return Text("document", content, data, file=name)
