"""Replaces the index behind an alias by one of another version, while it is read and written.

1. Copy every document into the new index, then what changed or went meanwhile, again and again.
2. Block writes to the old one. Elasticsearch waits until those under way are in; new ones are
   refused, and our writers try again (`elastic_bulk.send`). Readers notice nothing.
3. Copy what changed last, and swap the alias in one step; then drop the old index.

A copy carries the place in the old index's history (`_seq_no`) as its version: comparing the two
lists of versions tells what is missing, whatever was interrupted before. The swap removes a fence,
an alias only this runner has set: one that was taken for dead cannot swap any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from resources.search_index.declaration import IndexDeclaration
from resources.search_index.elastic_bulk import Action, Sent, raise_refused, send

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

_PAGE = 1_000
_FEW = 500
_MOST_ROUNDS = 5


@dataclass(frozen=True)
class Swap:
    """An index to be replaced.

    Attributes:
        client: of the server.
        address: of it, without a secret.
        alias: what callers name.
        old: the index behind it.
        new: the index to be, made already and behind no alias.
        declared: what the new one holds; other fields stay behind.
        owner: tells this runner from any other.
        beat: called often, so that nobody takes this runner for dead.
    """

    client: Elasticsearch
    address: str
    alias: str
    old: str
    new: str
    declared: IndexDeclaration
    owner: str
    beat: Callable[[], None]

    @property
    def fence(self) -> str:
        """Alias that only this runner sets on the old index."""
        return f"{self.alias}-fence-{self.owner}"

    def run(self) -> None:
        """Do all of it; where it fails, writers may write again and the alias is as before."""
        open_for_writes(self.client, self.alias, self.old)
        for _ in range(_MOST_ROUNDS):
            if self._catch_up() < _FEW:
                break
        indices = self.client.indices
        indices.put_alias(index=self.old, name=self.fence)
        try:
            indices.add_block(index=self.old, block="write")
            self._catch_up()
            self.beat()
            indices.update_aliases(
                actions=[
                    {"remove": {"index": self.old, "alias": self.fence, "must_exist": True}},
                    {"remove": {"index": self.old, "alias": self.alias, "must_exist": True}},
                    {"add": {"index": self.new, "alias": self.alias}},
                ]
            )
        except BaseException:
            self._give_way()
            raise
        self._drop_old()

    def _drop_old(self) -> None:
        self.client.indices.delete(index=self.old)

    def _give_way(self) -> None:
        """Let writers write again, if nobody else is at it."""
        from elasticsearch import ApiError, TransportError

        try:
            if self.client.indices.exists_alias(index=self.old, name=self.fence):
                open_for_writes(self.client, self.alias, self.old)
        except (ApiError, TransportError):
            return  # the server is gone; the next runner opens it, and the first error is told

    def _catch_up(self) -> int:
        """Bring the new index to where the old one is; how many documents that took."""
        self.client.indices.refresh(index=f"{self.old},{self.new}")
        have = {one["_id"]: one["_version"] for one in self._list(self.new, version=True)}
        changed = []
        for one in self._list(self.old, seq_no_primary_term=True):
            if have.pop(one["_id"], None) != one["_seq_no"] + 1:
                changed.append(one["_id"])
        # what is left over went from the old index
        actions: list[Action] = [{"_op_type": "delete", "_id": one} for one in have]
        self._send(actions)
        for part in _batches(changed):
            self._send(list(self._read(part)))
        return len(changed) + len(actions)

    def _read(self, ids: list[str]) -> Iterator[Action]:
        """Copies of documents as they are now, not as the list had them."""
        for one in self.client.mget(index=self.old, ids=ids)["docs"]:
            if one["found"]:
                known = {k: v for k, v in one["_source"].items() if k in self.declared.names}
                yield {
                    "_op_type": "index",
                    "_id": one["_id"],
                    "_source": known,
                    "version": one["_seq_no"] + 1,
                    "version_type": "external_gte",
                }

    def _send(self, actions: list[Action]) -> Sent:
        self.beat()
        sent = send(self.client, actions, index=self.new) if actions else Sent()
        raise_refused(sent, f"copying {self.old} to {self.new}", self.address, len(actions))
        return sent

    def _list(self, index: str, **wanted: bool) -> Iterator[Mapping[str, Any]]:
        from elasticsearch import helpers

        query = {"query": {"match_all": {}}, "_source": False, **wanted}
        found = helpers.scan(self.client, index=index, query=query, size=5 * _PAGE)
        for number, one in enumerate(found):
            if number % _PAGE == 0:
                self.beat()
            yield one


def open_for_writes(client: Elasticsearch, alias: str, index: str) -> None:
    """Take away what a runner that died left on an index: first its fence, then the block."""
    there = client.indices.get_alias(index=index)[index]["aliases"]
    fences = [one for one in there if one.startswith(f"{alias}-fence-")]
    if fences:
        client.indices.update_aliases(
            actions=[{"remove": {"index": index, "alias": one}} for one in fences]
        )
        client.indices.put_settings(index=index, settings={"index.blocks.write": None})


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while part := list(islice(rest, _PAGE)):
        yield part
