"""Two organizations that watch one domain see nothing of each other, in no store and no answer.

Shared by design are facts about brands and models that name no tenant: the nodes Brand,
LLMProvider and BeliefType, ids of brands (made from their names), and `control.brands`.
"""

from __future__ import annotations

from typing import Any

import pytest

from onevice_assets.every_copy import list_all_work
from resources.redis_keys.cache import invalidate
from tests.onevice_assets.tenants.asking import ask_everything
from tests.onevice_assets.tenants.dumps import dump, dump_shared_nodes
from tests.onevice_assets.tenants.two_tenants import Tenant, make_tenants
from tests.onevice_assets.upkeep.drift.websites import make_projection

Resources = dict[str, Any]

pytestmark = [pytest.mark.e2e, pytest.mark.redis]


@pytest.fixture
def tenants(every_store: Resources) -> list[Tenant]:
    return make_tenants(every_store)


def test_two_organizations_that_watch_one_domain_never_meet(
    every_store: Resources, tenants: list[Tenant]
) -> None:
    mine, theirs = tenants
    assert mine.website.domain == theirs.website.domain
    before = dump(every_store)
    for store, texts in before.items():
        both = [one for one in texts if mine.is_in(one) and theirs.is_in(one)]
        nobodys = [one for one in texts if not mine.is_in(one) and not theirs.is_in(one)]
        assert (store, both[:1], nobodys[:1]) == (store, [], [])
        for one in tenants:
            assert any(one.marker.casefold() in text.casefold() for text in texts), store
    shared = dump_shared_nodes(every_store)
    assert not [text for text in shared for one in tenants for i in one.ids if i in text]

    for asking, other in ((mine, theirs), (theirs, mine)):
        for question, told in ask_everything(every_store, asking, other).items():
            assert not other.is_in(told), f"{question}: {told}"

    _erase(every_store, mine)
    after = dump(every_store)
    for store in ("postgres", "search", "vectors", "graph"):
        assert not [one for one in after[store] if mine.is_in(one)], store
    kept = {store: [one for one in texts if theirs.is_in(one)] for store, texts in before.items()}
    assert {s: [one for one in t if theirs.is_in(one)] for s, t in after.items()} == kept


def _erase(given: Resources, tenant: Tenant) -> None:
    """Put nothing in place of everything a tenant has in every store, days first."""
    every = list_all_work(given["lake"], given["control"])
    work = [one for one in every if one.scope.owner_id == tenant.website.id]
    for copy, scope in sorted(work, key=lambda one: one.scope.day is None):
        projection = make_projection(given, copy.store, copy.system)
        held = projection.read(scope)
        projection.replace(scope, {name: rows.slice(0, 0) for name, rows in held.items()})
    invalidate(given["redis"], tenant.website.id)
