"""The object store: a folder per owner, named by the id, key or slug of whose it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Final, Literal, NamedTuple

from onevice_assets.upkeep.erasure import archived_parts
from onevice_assets.upkeep.erasure.known_brands import find_orphans
from onevice_assets.upkeep.erasure.place import (
    EVERY_KIND,
    TENANT,
    WHOLE,
    Place,
    Stores,
    Verb,
    nothing,
)
from resources.erasure.subject import Kind, Subject
from resources.imports import drop_answers

Owner = Literal["id", "key", "slug", "run", "saga", "content", "scope", "nobody"]


class _Folder(NamedTuple):
    owner: Owner
    holds: str
    kinds: frozenset[Kind] = TENANT


FOLDERS: Final[Mapping[str, _Folder]] = {
    "scraped-content/": _Folder("id", "pages as they were fetched, and their text"),
    "llm-responses/": _Folder("run", "what models answered, as it came", EVERY_KIND - {"user"}),
    "llm-batches/open/": _Folder("id", "batches that are with a provider"),
    "llm-batches/done/": _Folder("id", "batches that are over"),
    "imports/": _Folder("id", "imported files of answers", EVERY_KIND - {"user"}),
    "inbox/done/": _Folder("key", "files of answers that were imported"),
    "inbox/failed/": _Folder("key", "files of answers that were not imported"),
    "inbox/": _Folder("key", "files of answers that wait"),
    "embeddings/": _Folder("id", "vectors that were paid for"),
    "exports/": _Folder("id", "reports as PDF", WHOLE),
    "sagas/": _Folder("saga", "what stores held before a publish that is under way"),
    "names/": _Folder("content", "brand names by version; kept anew with the next search"),
    "backups/changes/": _Folder("content", "rows of before a change of a store that is under way"),
    "documents/inbox/": _Folder("slug", "documents that wait", WHOLE),
    "documents/batches/": _Folder("slug", "documents", WHOLE),
    "operations/inbox/": _Folder("slug", "files of episodes that wait", WHOLE),
    "operations/batches/": _Folder("slug", "files of episodes", WHOLE),
    "operations/episodes/": _Folder("id", "texts of episodes", WHOLE),
    "campaigns/inbox/": _Folder("slug", "creatives that wait", WHOLE),
    "campaigns/reports_inbox/": _Folder("slug", "reports of ad networks that wait", WHOLE),
    "campaigns/content/": _Folder("id", "creatives", WHOLE),
    "campaigns/reports/": _Folder("id", "reports of ad networks", WHOLE),
    "campaigns/profiles/": _Folder("id", "what models saw in creatives", WHOLE),
    "campaigns/webhooks/": _Folder("id", "bodies of webhooks", WHOLE),
    "intents/logs/": _Folder("slug", "imported conversations", frozenset({"organization", "user"})),
    "archive/": _Folder("scope", "what retention archived, of it or among others", EVERY_KIND),
    "erasures/": _Folder("nobody", "hashes of what was erased", frozenset()),
}


def list_places() -> list[Place]:
    """A place per folder."""
    return [
        Place(
            "objects",
            prefix,
            folder.holds,
            folder.kinds,
            *_choose_verbs(prefix, folder),
        )
        for prefix, folder in FOLDERS.items()
    ]


def _choose_verbs(prefix: str, folder: _Folder) -> tuple[Verb, Verb]:
    if folder.owner == "nobody":
        return nothing, nothing
    if folder.owner == "scope":
        return archived_parts.count, archived_parts.erase
    return partial(_count, prefix), partial(_erase, prefix)


def _count(prefix: str, stores: Stores, subject: Subject) -> int:
    if subject.kind == "answers" and prefix == "imports/":
        return sum(count for _, _, count in _list_imports(stores, subject))
    if subject.kind == "user":
        return sum(count for _, _, count in _list_logs(stores, subject))
    return len(_list(prefix, stores, subject))


def _erase(prefix: str, stores: Stores, subject: Subject) -> int:
    rewritten: list[tuple[str, bytes, int]] = []
    if subject.kind == "answers" and prefix == "imports/":
        rewritten = _list_imports(stores, subject)
    elif subject.kind == "user":
        rewritten = _list_logs(stores, subject)
    else:
        gone = _list(prefix, stores, subject)
        for path in gone:
            stores.objects.delete(path)
        return len(gone)
    for path, data, _ in rewritten:
        stores.objects.put(path, data)
    return sum(count for _, _, count in rewritten)


def _list(prefix: str, stores: Stores, subject: Subject) -> list[str]:
    """Paths below a folder that are the subject's."""
    if subject.kind == "answers":
        there = stores.objects.exists
        wanted = subject.payloads if prefix == "llm-responses/" else ()
        return [one for one in wanted if there(one)]
    owner = FOLDERS[prefix].owner
    if owner == "content":
        return _list_by_content(prefix, stores, subject)
    names = _owners(owner, subject)
    return [
        path
        for path in stores.objects.list(prefix)
        if path.removeprefix(prefix).partition("/")[0] in names
    ]


def _owners(owner: Owner, subject: Subject) -> frozenset[str]:
    ids = {*subject.owner_ids, *subject.runs}
    if owner == "key":
        return frozenset(subject.websites.values())
    if owner == "slug":
        return frozenset([subject.organization] if subject.is_whole_organization else [])
    return frozenset(subject.sagas if owner == "saga" else ids)


def _list_by_content(prefix: str, stores: Stores, subject: Subject) -> list[str]:
    """Files that name the subject or a brand of its; changes' backups by their parts' lines."""
    from resources.change.backups import unpack

    gone = find_orphans(stores, subject) if stores.objects.list(prefix) else {}
    words = [json.dumps(one, ensure_ascii=False) for pair in gone.items() for one in pair]
    found = []
    for path in stores.objects.list(prefix):
        said = unpack(path, stores.objects.get(path))
        if subject.is_said_in(said) or any(word in said for word in words):
            found.append(path)
    return found


def _list_imports(stores: Stores, subject: Subject) -> list[tuple[str, bytes, int]]:
    """Imported files with answers that go, as they are without them."""
    found = []
    for website_id in subject.about:
        for path in stores.objects.list(f"imports/{website_id}/"):
            file = stores.objects.get(path)
            data, count = drop_answers(website_id, file, frozenset(subject.contents))
            if count:
                found.append((path, data, count))
    return found


def _list_logs(stores: Stores, subject: Subject) -> list[tuple[str, bytes, int]]:
    """Logs of conversations with lines of users that go, as they are without them."""
    found, names = [], {*subject.users, *subject.users.values()}
    for path in stores.objects.list(f"intents/logs/{subject.organization}/"):
        lines = stores.objects.get(path).splitlines(keepends=True)
        kept = [line for line in lines if not _is_by(line, names)]
        if len(kept) < len(lines):
            found.append((path, b"".join(kept), len(lines) - len(kept)))
    return found


def _is_by(line: bytes, names: set[str]) -> bool:
    text = line.decode("utf-8", "replace")
    try:
        row = json.loads(text)
    except ValueError:
        return any(cell.strip('" \r\n') in names for cell in text.split(","))
    return isinstance(row, dict) and str(row.get("user", row.get("user_id"))) in names
