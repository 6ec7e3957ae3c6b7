"""PostgreSQL's tables, labels of the graph, indexes of the search, collections of vectors."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Final

from onevice_assets.upkeep.erasure.known_brands import delete_brands, find_orphans
from onevice_assets.upkeep.erasure.place import EVERY_KIND, TENANT, WHOLE, Place, Stores, nothing
from resources.embedding.embedder import SEED_MODEL
from resources.erasure import audit_entries, graph_nodes, postgres_rows
from resources.erasure.subject import Kind, Subject
from resources.errors import MissingDataError
from resources.migrations.elasticsearch.revisions import known_revisions
from resources.migrations.vectors.declared import STEPS, collections_at
from resources.search_index.documents import Tenant
from resources.vector_index.vector_index import Collection, Within

_NOT_ANSWERS: Final = EVERY_KIND - {"answers"}
_OF_ASKERS: Final = "Pattern"
"""The label whose nodes are an organization's, and each one asker's of it."""


def list_tables() -> list[Place]:
    """A place per table, in the order in which rows can go."""
    return [_make_table(name) for name in postgres_rows.TABLES]


def _make_table(name: str) -> Place:
    rows = postgres_rows.TABLES[name]
    if name == "control.audit_log":
        return Place("postgres", name, rows.why, _NOT_ANSWERS, _count_entries, _hash_entries)
    if name == "control.brands":
        return Place("postgres", name, rows.why, TENANT, _count_brands, _delete_brands)
    if not rows.condition:
        return Place("postgres", name, rows.why, frozenset(), nothing, nothing)
    holds = "rows of " + name.partition(".")[2].replace("_", " ")
    return Place(
        "postgres",
        name,
        holds,
        _kinds_of(rows.condition),
        partial(_count_rows, name),
        partial(_delete_rows, name),
    )


def _kinds_of(condition: str) -> frozenset[Kind]:
    words: dict[str, Kind] = {
        "organizations": "organization",
        "clients": "organization",
        "websites": "website",
        "website_keys": "website",
        "users": "user",
        "responses": "answers",
    }
    found = {kind for word, kind in words.items() if f"%({word})s" in condition}
    return frozenset({*found, "organization"})


def _count_rows(table: str, stores: Stores, subject: Subject) -> int:
    with stores.control.begin() as db:
        return postgres_rows.count_rows(db, table, subject)


def _delete_rows(table: str, stores: Stores, subject: Subject) -> int:
    with stores.control.begin() as db:
        return postgres_rows.delete_rows(db, table, subject)


def _count_entries(stores: Stores, subject: Subject) -> int:
    with stores.control.begin() as db:
        gone = _gone(stores, subject)
        return len(audit_entries.find_entries(db, subject, gone.values()))


def _hash_entries(stores: Stores, subject: Subject) -> int:
    with stores.control.begin() as db:
        ids = audit_entries.find_entries(db, subject, _gone(stores, subject).values())
        return audit_entries.hash_entries(db, ids, subject)


def _gone(stores: Stores, subject: Subject) -> dict[str, str]:
    return find_orphans(stores, subject) if subject.kind in TENANT else {}


def _count_brands(stores: Stores, subject: Subject) -> int:
    with stores.control.begin() as db:
        ids = list(find_orphans(stores, subject))
        sql = "SELECT count(*) FROM control.brands WHERE id = ANY(%(ids)s::uuid[])"
        return int(db.exec_driver_sql(sql, {"ids": ids}).scalar_one())


def _delete_brands(stores: Stores, subject: Subject) -> int:
    return delete_brands(stores, subject)


def list_graph() -> list[Place]:
    """A place per label, and per relationship between nodes that are nobody's."""
    names = [*graph_nodes.COUNT_EDGES, *graph_nodes.OWNED, "Brand"]
    shared = [one for one in graph_nodes.SHARED if one != "Brand"]
    return [
        *(_make_label(one) for one in names),
        *(Place("graph", o, graph_nodes.SHARED[o], frozenset(), nothing, nothing) for o in shared),
    ]


def _make_label(name: str) -> Place:
    owner = graph_nodes.OWNED.get(name, "website_id")
    kinds = TENANT if owner == "website_id" else WHOLE
    if name == _OF_ASKERS:
        kinds = frozenset({*TENANT, "user"})
    holds = graph_nodes.SHARED.get(name, f"whose `{owner}` is the subject's")
    return Place("graph", name, holds, kinds, partial(_count_nodes, name), partial(_cut, name))


def _owners(name: str, stores: Stores, subject: Subject) -> list[str]:
    if name == "Brand":
        return list(find_orphans(stores, subject))
    return graph_nodes.list_owners(subject)


def _count_nodes(name: str, stores: Stores, subject: Subject) -> int:
    with stores.graph.session() as session:
        if name == _OF_ASKERS and not subject.is_whole_organization:
            return graph_nodes.count_patterns(session, subject)
        return graph_nodes.count(session, name, _owners(name, stores, subject))


def _cut(name: str, stores: Stores, subject: Subject) -> int:
    with stores.graph.session() as session:
        if name == _OF_ASKERS and not subject.is_whole_organization:
            return graph_nodes.delete_patterns(session, subject)
        return graph_nodes.delete(session, name, _owners(name, stores, subject))


def list_search() -> list[Place]:
    """A place per index."""
    return [
        Place("search", name, "documents of websites and days", TENANT, partial(_count_found, name),
              partial(_forget_documents, name))
        for name in known_revisions()[-1].by_name
    ]  # fmt: skip


def _tenants(subject: Subject) -> list[Tenant]:
    if subject.is_whole_organization:
        return [Tenant(subject.organization_id)]
    return [Tenant(subject.organization_id, one) for one in subject.websites]


def _count_found(index: str, stores: Stores, subject: Subject) -> int:
    with stores.search.open() as opened, suppress(MissingDataError):  # made by the first publish
        return opened.count_all(index, _tenants(subject))
    return 0


def _forget_documents(index: str, stores: Stores, subject: Subject) -> int:
    with stores.search.open() as opened, suppress(MissingDataError):
        return opened.forget(index, _tenants(subject))
    return 0


def list_vectors() -> list[Place]:
    """A place per collection, whatever models it is kept for."""
    return [
        Place("vectors", one.name, "texts and their vectors", WHOLE if "droom" in one.name else
              TENANT, partial(_count_vectors, one.name), partial(_forget_vectors, one.name))
        for one in collections_at(STEPS[-1].version).values()
    ]  # fmt: skip


def _count_vectors(name: str, stores: Stores, subject: Subject) -> int:
    whole = subject.is_whole_organization
    some: list[str | None] = [None] if whole else [*subject.websites]
    with stores.vectors.open() as index:
        return sum(
            index.count(_collection(name, kept), Within(subject.organization_id, website))
            for kept in _kept_as(index.names(), name)
            for website in some
        )


def _forget_vectors(name: str, stores: Stores, subject: Subject) -> int:
    count = _count_vectors(name, stores, subject)
    websites = () if subject.is_whole_organization else tuple(subject.websites)
    with stores.vectors.open() as index:
        for kept in _kept_as(index.names(), name):
            index.forget(kept, subject.organization_id, websites)
    return count


def _collection(base: str, kept: str) -> Collection:
    return Collection(base, kept.partition("--")[2] or SEED_MODEL, 1)


def _kept_as(names: list[str], base: str) -> list[str]:
    """Collections of a declared one: of each model, `{name}--{model}`."""
    return [one for one in names if one == base or one.startswith(f"{base}--")]
