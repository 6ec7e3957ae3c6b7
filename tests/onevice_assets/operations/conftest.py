"""Facts of an organization of a test's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from resources.control_plane import organizations
from resources.control_plane.resource import ControlPlane
from resources.identity import new_id
from tests.onevice_assets.operations.histories import RELATIONS

NewFacts = Callable[[], PostgresFacts]


@pytest.fixture(scope="session")
def facts_database(session_database: str) -> ControlPlane:
    """The database all tests share; each makes an organization of its own in it."""
    return ControlPlane(url=session_database)


@pytest.fixture
def new_facts(facts_database: ControlPlane) -> NewFacts:
    """Makes an empty store of an organization of its own, with the relations of `histories`."""

    def make() -> PostgresFacts:
        with facts_database.begin() as db:
            owner = organizations.find_or_add(db, f"o{new_id()}", actor="test")
        facts = PostgresFacts(facts_database, owner)
        for relation in RELATIONS.values():
            facts.declare(relation, actor="test")
        return facts

    return make


@pytest.fixture
def facts(new_facts: NewFacts) -> PostgresFacts:
    """An empty store."""
    return new_facts()
