"""What every store of vectors promises; each test runs on each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from resources.errors import InputError
from resources.vector_index.replace_place import Replaced, replace_place
from resources.vector_index.vector_index import Collection, Entry, Place, VectorIndex, Within
from tests.vector_stores import (
    ACME,
    BLOG,
    DAY,
    RIVAL,
    RIVALS_SHOP,
    SHOP,
    TODAY,
    CountingEmbedder,
    entries,
    entry,
    unit,
)


def put(
    index: VectorIndex, collection: Collection, rows: list[Entry], place: Place = TODAY
) -> Replaced:
    return replace_place(index, collection, place, rows, CountingEmbedder())


def without_vectors(rows: list[Entry]) -> list[Entry]:
    return sorted((replace(one, vector=None) for one in rows), key=lambda one: one.id)


@pytest.mark.parametrize("organization", ["", None])
def test_nothing_is_asked_without_an_organization(organization: str) -> None:
    with pytest.raises(InputError, match="never asked without"):
        Within(organization)
    with pytest.raises(InputError, match="never asked without"):
        Place(organization, SHOP)


def test_what_was_written_is_read_back(index: VectorIndex, collection: Collection) -> None:
    rows = [*entries(5), entry("ünïcode 品牌 \n 'quotes\" \\ tab\t", ratio=0.25, is_active=True)]
    put(index, collection, rows)
    found = index.read(collection, TODAY)
    assert without_vectors(found) == without_vectors(rows)
    for one in found:
        assert one.vector is not None
        assert np.allclose(one.vector, unit(one.text), atol=1e-3)
    assert index.read(collection, TODAY, with_vectors=False) == without_vectors(rows)


def test_a_second_replacement_embeds_and_sends_nothing(
    index: VectorIndex, collection: Collection
) -> None:
    rows, embedder = entries(30), CountingEmbedder()
    first = replace_place(index, collection, TODAY, rows, embedder)
    second = replace_place(index, collection, TODAY, rows, embedder)
    assert first == Replaced(30, 30, 30, 0)
    assert second == Replaced(30, 0, 0, 0)
    assert len(embedder.asked) == 30


def test_only_what_is_new_or_changed_is_embedded_and_the_rest_goes(
    index: VectorIndex, collection: Collection
) -> None:
    kept, changed = entry("kept", n=1), entry("before", key="changed", n=2)
    put(index, collection, [kept, changed, entry("gone", n=3)])
    embedder = CountingEmbedder()
    rows = [kept, entry("after", key="changed", n=2), entry("new", n=4)]
    done = replace_place(index, collection, TODAY, rows, embedder)
    assert done == Replaced(3, 2, 2, 1)
    assert sorted(embedder.asked) == ["after", "new"]
    assert without_vectors(index.read(collection, TODAY)) == without_vectors(rows)


def test_metadata_that_changed_is_written(index: VectorIndex, collection: Collection) -> None:
    put(index, collection, [entry("text", state="draft", extra=1)])
    put(index, collection, [entry("text", state="final")])
    assert dict(index.read(collection, TODAY)[0].metadata) == {"state": "final"}


def test_what_was_read_is_written_back_without_embedding(
    index: VectorIndex, collection: Collection
) -> None:
    put(index, collection, entries(4))
    before = index.read(collection, TODAY)
    put(index, collection, entries(3, "other"))
    embedder = CountingEmbedder()
    replace_place(index, collection, TODAY, before, embedder)
    assert embedder.asked == []
    assert without_vectors(index.read(collection, TODAY)) == without_vectors(before)


def test_replaced_by_nothing_a_place_is_empty_and_others_are_as_before(
    index: VectorIndex, collection: Collection
) -> None:
    places = [
        TODAY,
        Place(ACME, SHOP, DAY - timedelta(days=1)),
        Place(ACME, SHOP),
        Place(ACME, BLOG, DAY),
        Place(RIVAL, RIVALS_SHOP, DAY),
    ]
    for number, place in enumerate(places):
        put(index, collection, entries(3, f"place {number}"), place)
    assert put(index, collection, []) == Replaced(0, 0, 0, 3)
    assert [len(index.read(collection, place)) for place in places] == [0, 3, 3, 3, 3]


def test_more_than_a_thousand_entries_are_written_and_read(
    index: VectorIndex, collection: Collection
) -> None:
    rows = entries(1_005)
    assert put(index, collection, rows).sent_count == 1_005
    assert without_vectors(index.read(collection, TODAY)) == without_vectors(rows)
    assert index.count(collection, Within(ACME)) == 1_005
    put(index, collection, rows[:7])
    assert index.count(collection, Within(ACME)) == 7


def test_the_nearest_come_first_with_their_cosine(
    index: VectorIndex, collection: Collection
) -> None:
    rows = entries(200)
    put(index, collection, rows)
    asked = unit("what is asked")
    found = index.find_nearest(collection, asked, Within(ACME), limit=10)
    scores = sorted(((float(unit(one.text) @ asked), one.text) for one in rows), reverse=True)
    assert [one.text for one in found] == [text for _score, text in scores[:10]]
    assert [one.score for one in found] == pytest.approx([s for s, _ in scores[:10]], abs=2e-3)
    assert (found[0].website_id, found[0].day) == (SHOP, DAY)
    assert found[0].metadata["llm_provider"] in ("openai", "google")


def test_a_tenant_finds_and_counts_only_its_own(index: VectorIndex, collection: Collection) -> None:
    put(index, collection, entries(40))
    put(index, collection, entries(40, "blog"), Place(ACME, BLOG, DAY))
    put(index, collection, entries(40, "secret"), Place(RIVAL, RIVALS_SHOP, DAY))
    asked = unit("secret 3")
    everything = index.find_nearest(collection, asked, Within(ACME), limit=200)
    assert {one.text.split()[0] for one in everything} == {"answer", "blog"}
    assert len(everything) == 80
    shop = index.find_nearest(collection, asked, Within(ACME, SHOP), limit=200)
    assert {one.website_id for one in shop} == {SHOP}
    assert index.count(collection, Within(ACME)) == 80
    assert index.count(collection, Within(ACME, BLOG)) == 40
    assert index.count(collection, Within(RIVAL)) == 40
    assert index.find_nearest(collection, asked, Within(ACME, RIVALS_SHOP)) == []


def test_a_place_of_a_foreign_website_is_empty(index: VectorIndex, collection: Collection) -> None:
    put(index, collection, entries(3))
    assert index.read(collection, Place(RIVAL, SHOP, DAY)) == []


def test_days_and_fields_narrow_a_search(index: VectorIndex, collection: Collection) -> None:
    for back in range(4):
        place = Place(ACME, SHOP, DAY - timedelta(days=back))
        put(index, collection, entries(10, f"day {back}"), place)
    put(index, collection, entries(10, "standing"), Place(ACME, SHOP))
    since, until = DAY - timedelta(days=2), DAY - timedelta(days=1)
    within = Within(ACME, SHOP, since, until, {"llm_provider": ["openai"]})
    found = index.find_nearest(collection, unit("x"), within, limit=100)
    assert {one.day for one in found} == {since, until}
    assert {one.metadata["llm_provider"] for one in found} == {"openai"}
    assert len(found) == index.count(collection, within) == 10
    both = Within(ACME, where={"llm_provider": ["openai", "google"]})
    assert index.count(collection, both) == 50
    assert index.count(collection, Within(ACME, where={"llm_provider": ["none"]})) == 0


def test_a_field_that_is_not_declared_is_refused(
    index: VectorIndex, collection: Collection
) -> None:
    within = Within(ACME, where={"n' OR 'a'='a": ["1"]})
    with pytest.raises(InputError, match=r"cannot be searched by.*llm_provider, llm_model"):
        index.find_nearest(collection, unit("x"), within)
    with pytest.raises(InputError, match="cannot be searched by"):
        index.count(collection, within)


def test_vectors_of_another_model_or_length_are_refused(
    index: VectorIndex, collection: Collection
) -> None:
    with pytest.raises(InputError, match=r"never mixed. Nothing was written"):
        replace_place(index, collection, TODAY, entries(1), CountingEmbedder(32))
    wrong = [replace(one, vector=unit(one.text, 32)) for one in entries(1)]
    with pytest.raises(InputError, match=r"64 dimensions, but was given a vector of 32"):
        put(index, collection, wrong)
    with pytest.raises(InputError, match="a vector of 32"):
        index.find_nearest(collection, unit("x", 32), Within(ACME))
    assert index.count(collection, Within(ACME)) == 0


def test_two_entries_of_one_id_are_refused(index: VectorIndex, collection: Collection) -> None:
    with pytest.raises(InputError, match="different ids"):
        put(index, collection, [entry("a", key="same"), entry("b", key="same")])


def test_making_a_collection_again_keeps_what_it_holds(
    index: VectorIndex, collection: Collection
) -> None:
    put(index, collection, entries(3))
    index.create(collection)
    assert index.count(collection, Within(ACME)) == 3
    assert collection.name in index.names()
    found = index.find(collection)
    assert found is not None
    assert (found.name, found.dimensions) == (collection.name, 64)


def test_dropping_what_is_not_there_changes_nothing(
    index: VectorIndex, collection: Collection
) -> None:
    put(index, collection, entries(3))
    index.drop("brand_monitor_nothing")
    assert index.count(collection, Within(ACME)) == 3


def test_what_is_forgotten_is_gone_on_return_and_the_others_keep_theirs(
    index: VectorIndex, collection: Collection
) -> None:
    theirs = Place(RIVAL, RIVALS_SHOP, DAY)
    shop = [TODAY, replace(TODAY, day=DAY - timedelta(days=1)), replace(TODAY, day=None)]
    places = [*shop, Place(ACME, BLOG, DAY), theirs]
    for place in places:
        put(index, collection, entries(2, f"{place.website_id} {place.day}"), place)

    def count(organization: str, website: str | None = None) -> int:
        return index.count(collection, Within(organization, website))

    index.forget(collection.name, ACME, [SHOP])
    assert [count(ACME, SHOP), count(ACME, BLOG), count(RIVAL)] == [0, 2, 2]
    assert index.read(collection, shop[0]) == []
    index.forget(collection.name, ACME)
    assert [count(ACME), count(RIVAL)] == [0, 2]
    assert len(index.read(collection, theirs)) == 2
    index.forget(collection.name, ACME)  # of what is not there, nothing happens
    assert count(RIVAL) == 2
