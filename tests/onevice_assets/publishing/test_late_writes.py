"""Full text and vectors in PostgreSQL refuse who has lost the saga, and keep it for who writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from uuid import uuid4

import pytest

from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.errors import SagaLostError
from resources.saga.fence import fenced
from resources.saga.log import Claim, Opening, SagaLog
from resources.search_index import postgres_index as full_text
from resources.search_index.documents import DocumentScope
from resources.vector_index import postgres_index as pgvector
from resources.vector_index.replace_place import replace_place
from resources.vector_index.resource import VectorStore
from tests.searches import document, make_store, wipe
from tests.vector_stores import ANSWERS, TODAY, CountingEmbedder, entry

PAGES = "website_content"


class Copy(Protocol):
    """A store with one text in it, which is replaced."""

    inside: tuple[Any, str]  # what is called in the middle of a write

    def write(self, text: str) -> None: ...

    def read(self) -> list[str]: ...


class TextCopy:
    inside = (full_text, "insert")

    def __init__(self, index: Any) -> None:
        self._index, self._scope = index, DocumentScope(uuid4().hex, uuid4().hex)

    def write(self, text: str) -> None:
        self._index.replace(PAGES, self._scope, [document(self._scope, text, content=text)])

    def read(self) -> list[str]:
        return [one["content"] for one in self._index.read(PAGES, self._scope)]


class VectorCopy:
    inside = (pgvector, "_columns")

    def __init__(self, index: Any) -> None:
        self._index = index

    def write(self, text: str) -> None:
        replace_place(self._index, ANSWERS, TODAY, [entry(text)], CountingEmbedder())

    def read(self) -> list[str]:
        return [one.text for one in self._index.read(ANSWERS, TODAY)]


@contextmanager
def _text_copy(control: ControlPlane) -> Iterator[TextCopy]:
    store = make_store("embedded", control.url)
    with store.open() as index:
        yield TextCopy(index)
    wipe(store)


@contextmanager
def _vector_copy(control: ControlPlane) -> Iterator[VectorCopy]:
    with VectorStore(kind="pgvector", database_url=control.url).open() as index:
        index.create(ANSWERS)
        yield VectorCopy(index)
        index.drop(ANSWERS.name)


@pytest.fixture(params=[_text_copy, _vector_copy], ids=["search", "vectors"])
def copy(request: pytest.FixtureRequest, control: ControlPlane) -> Iterator[Copy]:
    with request.param(control) as made:
        made.write("as it was")
        yield made


@pytest.fixture
def log(control: ControlPlane) -> SagaLog:
    """A log in which a saga may be taken over at once."""
    return SagaLog(control, lease_seconds=0)


@pytest.fixture
def claim(control: ControlPlane, log: SagaLog) -> Claim:
    """A saga of this process."""
    with control.begin() as db:
        website = websites.add(db, url=f"https://{uuid4().hex}.test/", name="Demo", actor="test")
    made = log.open(Opening("publish", "demo", website.id, website.organization_id, {}, ["a"]))
    assert made is not None
    return made


def test_a_write_after_the_saga_was_taken_over_is_refused(
    copy: Copy, log: SagaLog, claim: Claim
) -> None:
    successor = log.take(claim.saga_id)
    assert successor is not None
    with fenced(claim), pytest.raises(SagaLostError, match=r"too late.*nothing of it was kept"):
        copy.write("too late")
    assert copy.read() == ["as it was"]
    with fenced(successor):
        copy.write("by who has it now")
    assert copy.read() == ["by who has it now"]


def test_nobody_takes_a_saga_over_in_the_middle_of_a_write(
    copy: Copy, log: SagaLog, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Claim | None] = []
    module, name = copy.inside
    write_some = getattr(module, name)

    def be_slow(*arguments: Any) -> Any:
        taken.append(log.take(claim.saga_id))
        return write_some(*arguments)

    monkeypatch.setattr(module, name, be_slow)
    with fenced(claim):
        copy.write("in time")
    assert taken == [None]
    assert copy.read() == ["in time"]
    assert log.take(claim.saga_id) is not None


def test_outside_of_a_saga_nothing_is_held(copy: Copy) -> None:
    copy.write("by hand")
    assert copy.read() == ["by hand"]
