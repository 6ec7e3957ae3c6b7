"""Whose documents: every call names a tenant, every document carries it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from resources.errors import InputError

Document = Mapping[str, Any]
"""JSON-ready fields by name; `id`, `organization_id`, `website_id` and, if any, `day` are there."""

MOST_ID_CHARACTERS = 100


@dataclass(frozen=True)
class Tenant:
    """Who searches: all websites of an organization, or one of them.

    Attributes:
        organization_id: never empty.
        website_id: none for all of the organization's websites.
    """

    organization_id: str
    website_id: str | None = None

    def __post_init__(self) -> None:
        check_ids("tenant", organization_id=self.organization_id)
        if self.website_id is not None:
            check_ids("tenant", website_id=self.website_id)


@dataclass(frozen=True)
class DocumentScope:
    """Documents that are replaced at once: a website's standing ones, or those of a day."""

    organization_id: str
    website_id: str
    day: date | None = None

    def __post_init__(self) -> None:
        check_ids("scope", organization_id=self.organization_id, website_id=self.website_id)

    @property
    def tenant(self) -> Tenant:
        """The one website."""
        return Tenant(self.organization_id, self.website_id)

    def __str__(self) -> str:
        return f"website {self.website_id}" + (f", {self.day.isoformat()}" if self.day else "")


@dataclass(frozen=True)
class Replaced:
    """What a replacement did: documents that are there now, and stale ones taken away."""

    written: int
    deleted: int


def check_ids(what: str, **ids: str) -> None:
    """Make sure that ids are there and short.

    Raises:
        InputError: for an empty one: it would reach every tenant's documents.
    """
    for name, value in ids.items():
        if not isinstance(value, str) or not 0 < len(value) <= MOST_ID_CHARACTERS:
            raise InputError(
                f"The {what} of a search needs {name}, 1 to {MOST_ID_CHARACTERS} characters; "
                f"got {value!r}. Nothing was read or written."
            )


def check_documents(scope: DocumentScope, documents: Sequence[Document]) -> None:
    """Make sure that documents belong to the scope they are written to, each once.

    Raises:
        InputError: naming the document; nothing was written.
    """
    day = scope.day.isoformat() if scope.day else None
    expected = (scope.organization_id, scope.website_id, day)
    seen: set[str] = set()
    for one in documents:
        check_ids("document", id=one.get("id", ""))
        found = (one.get("organization_id"), one.get("website_id"), one.get("day"))
        if found != expected or one["id"] in seen:
            why = "is there twice" if found == expected else f"belongs to {found}"
            raise InputError(
                f"Document {one['id']} {why}; it was to be written to {scope} of organization "
                f"{scope.organization_id}. Nothing was written."
            )
        seen.add(one["id"])


def drop_nul(value: Any) -> Any:
    """A JSON value whose texts have no NUL character, which PostgreSQL cannot hold."""
    if isinstance(value, str):
        return value.replace("\x00", "") if "\x00" in value else value
    if isinstance(value, Mapping):
        return {name: drop_nul(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [drop_nul(one) for one in value]
    return value
