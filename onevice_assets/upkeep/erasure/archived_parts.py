"""What retention archived of a subject: partitions that are its alone, and its parts of others.

A partition whose scope is the subject's goes whole. Others are written anew without it: objects in
its folders, rows that name it, answers that are taken back in files of the lake and in imports.
Entries of the audit log become hashes there, as those that are not archived yet.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.upkeep.erasure.known_brands import find_orphans
from onevice_assets.upkeep.erasure.place import Stores
from resources.archive import Archive, ArchivedFile, Manifest
from resources.erasure.audit_entries import hash_archived
from resources.erasure.subject import Subject
from resources.imports import drop_answers

if TYPE_CHECKING:
    import pyarrow as pa

_AUDIT: Final = "control.audit_log"
_ANSWER_COLUMNS: Final = ("llm_response_id", "response_id")
_Changed = Mapping[ArchivedFile, bytes | None]


def count(stores: Stores, subject: Subject) -> int:
    """Archived files that go or are written anew, and those that a try before left behind."""
    archive, total = Archive(stores.objects), 0
    for one in archive.list_all():
        total += len(_find_changed(stores, subject, one)) + len(one.leaving)
    return total


def erase(stores: Stores, subject: Subject) -> int:
    """Take the subject out of the archive; again changes nothing.

    Raises:
        StoreError: a file is no archive's, or could not be written; the same again goes on.
    """
    archive, total = Archive(stores.objects), 0
    for one in archive.list_all():
        archive.finish(one)
        if changed := _find_changed(stores, subject, one):
            archive.rewrite(one, changed)
            total += len(changed)
    return total


def _is_theirs(manifest: Manifest, subject: Subject) -> bool:
    """Whether a partition's scope says that it is the subject's alone."""
    scope = manifest.scope
    is_in_it = scope.get("organization_id") == subject.organization_id
    if subject.is_whole_organization and is_in_it:
        return True
    if is_in_it and scope.get("subject") in {*subject.users, *subject.users.values()}:
        return True
    return scope.get("website_id") in subject.websites or scope.get("client_id") in subject.clients


def _find_changed(stores: Stores, subject: Subject, manifest: Manifest) -> _Changed:
    """What each file is without the subject; files that are the same are left out."""
    if _is_theirs(manifest, subject):
        return dict.fromkeys(manifest.files)
    changed: dict[ArchivedFile, bytes | None] = {}
    for file in manifest.files:
        read = partial(Archive(stores.objects).read, manifest, file)
        if (drop := _choose(stores, subject, file)) is None:
            continue
        before = read()
        if (after := drop(before)) != before:
            changed[file] = after
    return changed


def _choose(
    stores: Stores, subject: Subject, file: ArchivedFile
) -> Callable[[bytes], bytes | None] | None:
    """What takes the subject out of a file; none where nothing of it can be in there."""
    if file.origin == "rows":
        return None if subject.kind == "answers" else partial(_drop_rows, stores, subject, file)
    if subject.kind != "answers":
        is_theirs = {*subject.owner_ids, *subject.runs} & {*PurePosixPath(file.path).parts}
        return (lambda _: None) if file.origin == "objects" and is_theirs else None
    if file.origin == "lake":
        return partial(_drop_answers, subject)
    folder, _, rest = file.path.partition("/")
    if file.path in subject.payloads:
        return lambda _: None
    if folder != "imports" or (owner := rest.partition("/")[0]) not in subject.about:
        return None
    return lambda data: drop_answers(owner, data, frozenset(subject.contents))[0]


def _drop_rows(stores: Stores, subject: Subject, file: ArchivedFile, data: bytes) -> bytes | None:
    lines = gzip.decompress(data).decode().splitlines()
    words = [f'"{one}"' for one in (*_names(subject), *find_orphans(stores, subject).values())]
    kept = list(_without(subject, words, lines, as_hash=file.path == _AUDIT))
    if kept == lines:
        return data
    return gzip.compress("".join(f"{one}\n" for one in kept).encode(), mtime=0) if kept else None


def _names(subject: Subject) -> tuple[str, ...]:
    """Names that entries of the audit log say quoted, beside ids, keys and addresses."""
    return (subject.organization,) if subject.is_whole_organization else ()


def _without(
    subject: Subject, words: list[str], lines: list[str], *, as_hash: bool
) -> Iterator[str]:
    for line in lines:
        if not subject.is_said_in(line) and not any(one in line for one in words):
            yield line
        elif as_hash:
            yield hash_archived(line, subject)


def _drop_answers(subject: Subject, data: bytes) -> bytes | None:
    """A file of the lake without answers that are taken back."""
    import pyarrow.compute as pc

    table = _read_parquet(data)
    names = [one for one in _ANSWER_COLUMNS if one in table.column_names]
    column = "id" if "prompt_text" in table.column_names else next(iter(names), None)
    if column is None:
        return data
    gone: Any = pc.is_in(table[column], _strings(subject.responses))
    if not pc.any(gone).as_py():
        return data
    from resources.lake_files import write_parquet

    return write_parquet(table.filter(pc.invert(gone))).data


def _read_parquet(data: bytes) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pq.read_table(pa.BufferReader(data))


def _strings(ids: Mapping[str, str]) -> Any:
    import pyarrow as pa

    return pa.array(list(ids), pa.string())
