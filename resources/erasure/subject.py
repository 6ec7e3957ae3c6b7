"""Whom or what an erasure is about: ids and keys of it, found before anything is deleted.

A subject is kept with its erasure until that is done, so that a second try knows what the first
one began with even where the rows that told it are gone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any, Literal, get_args

Kind = Literal["organization", "website", "user", "answers"]

KINDS: tuple[Kind, ...] = get_args(Kind)

_EDGE = r"[A-Za-z0-9_.-]"


@dataclass(frozen=True)
class Subject:
    """What is to go.

    Attributes:
        kind: an organization with all of it, a website, a user, or answers.
        organization_id, organization: id and slug of whose it is.
        websites, clients, users: key or e-mail address by id, of those that go.
        brands: names by id of brands that may be known only from here.
        responses: partition by id of each answer that goes, of kind `answers`.
        attempts, payloads, contents: of those answers: ids in the ledger, paths of objects, hashes
            of what they say (`retractions.py`).
        about: key by id of the websites whose answers those are.
        runs, sagas: ids of simulation runs and publishes, which name folders.
        askers: `user_id` of turns and patterns that go though their organization stays: a
            website's made-up customers, a user under id and address.
    """

    kind: Kind
    organization_id: str
    organization: str
    websites: Mapping[str, str]
    clients: Mapping[str, str]
    users: Mapping[str, str]
    brands: Mapping[str, str]
    responses: Mapping[str, str]
    attempts: tuple[str, ...] = ()
    payloads: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    sagas: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    askers: tuple[str, ...] = ()

    @property
    def is_whole_organization(self) -> bool:
        """Whether everything of the organization goes."""
        return self.kind == "organization"

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Ids that stand for an owner in names of keys, folders and collections."""
        whole = (self.organization_id,) if self.is_whole_organization else ()
        return (*whole, *self.websites, *self.clients)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids whose hashes tell the subject again in a restored backup."""
        return (*self.owner_ids, *self.users, *self.responses)

    @property
    def parameters(self) -> dict[str, Any]:
        """Values for the conditions of `postgres_rows`."""
        return {
            "organizations": [self.organization_id] if self.is_whole_organization else [],
            "websites": list(self.websites),
            "website_keys": list(self.websites.values()),
            "slugs": [self.organization] if self.is_whole_organization else [],
            "clients": list(self.clients),
            "users": list(self.users),
            "attempts": list(self.attempts),
            "responses": list(self.responses),
        }

    def owns_partition(self, partition: str) -> bool:
        """Whether a partition of Dagster or the lake is the subject's, whatever it is cut by.

        Of answers none is: their days stay, without them.
        """
        key = partition.rpartition("|")[2]
        if key in self.websites.values() or key in self.clients.values():
            return True
        slug = self.organization
        return self.is_whole_organization and (key == slug or key.startswith(f"{slug}."))

    def is_said_in(self, text: str) -> bool:
        """Whether a text names the subject by id, key, or address; a slug alone tells nothing."""
        return self._said is not None and self._said.search(text) is not None

    @cached_property
    def _said(self) -> re.Pattern[str] | None:
        named = (*self.websites.values(), *self.clients.values(), *self.users.values())
        terms = sorted({*self.ids, *self.attempts, *named}, key=len, reverse=True)
        if not terms:
            return None
        return re.compile(f"(?<!{_EDGE})(?:{'|'.join(map(re.escape, terms))})(?!{_EDGE})")

    def to_json(self) -> str:
        """As it is kept while the erasure is under way."""
        return json.dumps(asdict(self), sort_keys=True)

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> Subject:
        """As it was kept."""
        lists = {"attempts", "payloads", "contents", "runs", "sagas", "askers"}
        values: dict[str, Any] = {
            one.name: tuple(kept[one.name]) if one.name in lists else kept[one.name]
            for one in fields(Subject)
            if one.name in kept  # a record begun by an older version lacks the newer ones
        }
        return Subject(**values)
