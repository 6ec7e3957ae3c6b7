"""Brings the search in Elasticsearch to a version: new indexes behind the same aliases.

`brand_monitor-website_content` is an alias of `brand_monitor-website_content-v1`. What the server
is at stands in `brand_monitor-migrations`, with the lock; how an index is replaced while it is
used is in `elastic_swap.py`, what is compared in `elastic_check.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from resources.errors import StoreError
from resources.migrations.elasticsearch.elastic_check import compare
from resources.migrations.elasticsearch.elastic_lock import LEASE_SECONDS, Lock, hold
from resources.migrations.elasticsearch.elastic_swap import Swap
from resources.migrations.elasticsearch.revisions import (
    NONE,
    AppliedState,
    SearchRevision,
    check_known,
    choose,
    known_revisions,
    list_steps,
)
from resources.migrations.store_migrations import Drift, Revision
from resources.search_index.declaration import ENGLISH, FALLBACK_ANALYZER, IndexDeclaration
from resources.search_index.elastic_client import describe, open_client
from resources.search_index.elastic_errors import asking
from resources.search_index.elastic_index import alias_name

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

_STATE = "state"
_STATE_MAPPING = {
    "dynamic": "strict",
    "properties": {
        "owner": {"type": "keyword"},
        "version": {"type": "keyword"},
        "checksums": {"type": "object", "enabled": False},
        "applied_at": {"type": "date"},
    },
}


@dataclass(frozen=True)
class ElasticSearchMigrations:
    """Versions of the search of one system on one server.

    Attributes:
        url: of the server.
        api_key: its login, where the address has none.
        prefix: what every index's name begins with.
        revisions: known ones; those of `versions/` unless a test says otherwise.
        lease_seconds: how long a runner that died keeps others waiting.
    """

    url: str = field(repr=False)
    api_key: str = field(repr=False)
    prefix: str
    revisions: Sequence[SearchRevision] = field(default_factory=known_revisions)
    lease_seconds: float = LEASE_SECONDS

    @property
    def store(self) -> str:
        """The role this is of."""
        return "search"

    def status(self) -> Sequence[Revision]:
        """Every version in order, and whether the server is at it."""
        with self._open("reading which version the search is at") as client:
            state = self._read(client)
        at = state.applied_at
        return [
            Revision(one.version, one.name, is_applied, at if is_applied else None)
            for one in self.revisions
            for is_applied in [one.version <= state.version]
        ]

    def up(self, to: str | None = None, *, dry_run: bool = False) -> Sequence[Revision]:
        """Bring the indexes up to a version, the newest by default."""
        return self._move(to, dry_run=dry_run, is_up=True)

    def down(self, to: str, *, dry_run: bool = False) -> Sequence[Revision]:
        """Take the indexes back to a version, with every document; `0000` drops them."""
        return self._move(to, dry_run=dry_run, is_up=False)

    def check(self) -> Sequence[Drift]:
        """Every difference between the newest declaration and the server."""
        newest = self.revisions[-1]
        with self._open("comparing the search's indexes with their declarations") as client:
            version = self._read(client).version
            found = compare(client, self.prefix, newest.indexes)
        first = Drift("version of the search", newest.version, version)
        return [*([first] if version != newest.version else []), *found]

    @property
    def _state_index(self) -> str:
        return f"{self.prefix}-migrations"

    @contextmanager
    def _open(self, what: str) -> Iterator[Elasticsearch]:
        address = describe(self.url)
        with open_client(self.url, self.api_key) as client, asking("schema", what, address):
            yield client

    def _move(self, to: str | None, *, dry_run: bool, is_up: bool) -> Sequence[Revision]:
        target = choose(self.revisions, to)
        what = f"migrating the search to {target.version if target else NONE}"
        with self._open(what) as client:
            steps = self._steps(client, target, is_up=is_up)
            if dry_run or not steps:
                return steps
            self._ensure_state(client)
            with hold(client, self._state_index, self.lease_seconds) as lock:
                steps = self._steps(client, target, is_up=is_up)
                if steps:
                    self._bring_all(client, lock, target)
        return steps

    def _steps(
        self, client: Elasticsearch, target: SearchRevision | None, *, is_up: bool
    ) -> Sequence[Revision]:
        return list_steps(self.revisions, self._read(client).version, target, is_up=is_up)

    def _read(self, client: Elasticsearch) -> AppliedState:
        from elasticsearch import NotFoundError

        try:
            told = client.get(index=self._state_index, id=_STATE)["_source"]
        except NotFoundError:
            return AppliedState()
        at = datetime.fromisoformat(told["applied_at"])
        check_known(self.revisions, told["version"], told["checksums"], describe(self.url))
        return AppliedState(told["version"], told["checksums"], at)

    def _ensure_state(self, client: Elasticsearch) -> None:
        from elasticsearch import BadRequestError

        try:
            client.indices.create(
                index=self._state_index,
                mappings=_STATE_MAPPING,
                settings={"auto_expand_replicas": "0-1"},
            )
        except BadRequestError as error:
            if "resource_already_exists" not in str(error):
                raise

    def _bring_all(self, client: Elasticsearch, lock: Lock, target: SearchRevision | None) -> None:
        wanted = target.indexes if target else ()
        for declared in wanted:
            self._bring(client, lock, declared)
        keep = {self._index(one) for one in wanted} | {self._state_index}
        for index in set(client.indices.get(index=f"{self.prefix}-*")) - keep:
            client.indices.delete(index=index)
        if target is None:
            client.delete(index=self._state_index, id=_STATE)
            return
        state = {
            "version": target.version,
            "checksums": {one.name: one.checksum for one in wanted},
            "applied_at": datetime.now(UTC).isoformat(),
        }
        client.index(index=self._state_index, id=_STATE, document=state)

    def _bring(self, client: Elasticsearch, lock: Lock, declared: IndexDeclaration) -> None:
        """Let a declared index stand behind its alias, with what the alias had."""
        alias, index = alias_name(self.prefix, declared.name), self._index(declared)
        there = client.indices.get(index=f"{alias}*").body
        self._refuse_squatter(alias, there)
        old = next((name for name, one in there.items() if alias in one["aliases"]), None)
        if old == index:
            return
        if old is None:
            client.indices.delete(index=index, ignore_unavailable=True)
            self._make(client, declared, index, aliases={alias: {}})
            return
        made_from = there[old]["settings"]["index"]["uuid"]
        left = there.get(index, {"mappings": {}})["mappings"].get("_meta", {})
        if left != {"checksum": declared.checksum, "made_from": made_from}:
            # nothing, or left by another copying: that one's versions tell nothing about this
            client.indices.delete(index=index, ignore_unavailable=True)
            self._make(client, declared, index, made_from=made_from)
        swap = Swap(
            client, describe(self.url), alias, old, index, declared, lock.owner, lock.renew
        )  # fmt: skip
        swap.run()

    def _make(
        self,
        client: Elasticsearch,
        declared: IndexDeclaration,
        index: str,
        *,
        aliases: Mapping[str, Any] | None = None,
        made_from: str = "",
    ) -> None:
        meta = {"checksum": declared.checksum, "made_from": made_from}
        client.indices.create(
            index=index,
            mappings={**declared.mapping(), "_meta": meta},
            settings={"auto_expand_replicas": "0-1", **_analysis(client)},
            aliases=aliases or {},
        )

    def _index(self, declared: IndexDeclaration) -> str:
        return f"{alias_name(self.prefix, declared.name)}-v{declared.version}"

    def _refuse_squatter(self, alias: str, there: Mapping[str, Any]) -> None:
        if alias in there:
            raise StoreError(
                f"{describe(self.url)} has an index {alias} where an alias of that name belongs; "
                "nothing was changed. Somebody wrote there before the migrations ran: look at "
                "it, delete it, and run `onevice migrate up --store search` again."
            )


def _analysis(client: Elasticsearch) -> dict[str, Any]:
    """Settings that bring an English analyzer where the node has none of its own."""
    from elasticsearch import BadRequestError

    try:
        client.indices.analyze(analyzer=ENGLISH, text="hotels")
    except BadRequestError:
        return {"analysis": {"analyzer": {ENGLISH: FALLBACK_ANALYZER}}}
    return {}
