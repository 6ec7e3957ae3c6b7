"""What a search index promises, wherever it is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.errors import InputError
from resources.search_index.declaration import ENGLISH
from resources.search_index.documents import DocumentScope, Replaced, Tenant
from resources.search_index.elastic_client import open_client
from resources.search_index.index import SearchIndex
from resources.search_index.query_text import MOST_CHARACTERS
from resources.search_index.search_query import Found, SearchQuery
from resources.search_store import SearchStore
from tests.searches import DAY, document

PAGES, MENTIONS = "website_content", "brand_mentions"


def publish(index: SearchIndex, scope: DocumentScope, **contents: str) -> None:
    """Pages by id with their text."""
    pages = [document(scope, name, title="A", content=text) for name, text in contents.items()]
    index.replace(PAGES, scope, pages)


def ask(index: SearchIndex, tenant: Tenant, text: str, place: str = PAGES, **more: Any) -> Found:
    return index.search(SearchQuery(place, tenant, text, **more))


def ids(found: Found) -> list[str]:
    return [one.document["id"] for one in found.hits]


def matches(found: Found) -> list[str]:
    """Everything that was marked, in order."""
    return [
        segment.text
        for hit in found.hits
        for fragments in hit.highlights.values()
        for fragment in fragments
        for segment in fragment
        if segment.is_match
    ]


def stems(store: SearchStore) -> bool:
    """Whether English is stemmed there: the test node's jars lack the analyzer."""
    if not store.url:
        return True
    with open_client(store.url, "") as client:
        answer = client.options(ignore_status=400).indices.analyze(analyzer=ENGLISH, text="hotels")
        return "tokens" in answer


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("spa", ["a", "b"]),
        ("SPA", ["a", "b"]),
        ("spa sea", ["b"]),
        ("spa or mountain", ["a", "b", "c"]),
        ("spa OR mountain", ["a", "b", "c"]),
        ("or spa or or", ["a", "b"]),
        ("spa -sea", ["a"]),
        ('spa -"by the sea"', ["a"]),
        ('"by the sea"', ["b"]),
        ('"sea hotel"', []),
        ('"by the sea', ["b"]),
        ("spa volcano", []),
        ("hot-stone", ["a"]),
        ("größe", ["d"]),
        ("GRÖSSE", []),
        ("東京", ["e"]),
        ("京東", []),
        ("the", ["b"]),
        ("an", ["a"]),
        ("sauna massage", ["f"]),
        ("sauna garden", ["f"]),
        ("spa & sea | (mountain)", []),
        ("spa && sea", ["b"]),
        ("!spa", ["a", "b"]),
        ("spa:* sea", ["b"]),
        ("title:spa", []),
        ("sp*", []),
        ("spa~2", []),
        ("_exists_:content spa", []),
    ],
)
def test_a_text_finds_what_it_says(
    index: SearchIndex, scope: DocumentScope, text: str, found: list[str]
) -> None:
    offered = [{"name": "Sauna", "description": "with massage"}]
    pages = [
        document(scope, "a", title="Spa", content="An evening of hot-stone"),
        document(scope, "b", content="A spa/hotel by the sea"),
        document(scope, "c", content="mountain"),
        document(scope, "d", content="Zimmer jeder Größe"),
        document(scope, "e", content="ホテルは東京都にあります"),
        document(scope, "f", meta_description="garden", products=offered, services=[]),
    ]
    index.replace(PAGES, scope, pages)
    assert sorted(ids(ask(index, scope.tenant, text))) == found


def test_english_is_found_in_all_its_forms(
    search_store: SearchStore, index: SearchIndex, scope: DocumentScope
) -> None:
    publish(index, scope, a="two hotels", b="a hotel", c="hotelier")
    expected = ["a", "b"] if stems(search_store) else ["b"]
    assert sorted(ids(ask(index, scope.tenant, "hotel"))) == expected
    other = document(replace(scope, day=DAY), "m", context="two hotels")
    index.replace(MENTIONS, replace(scope, day=DAY), [other])
    found = ask(index, scope.tenant, "hotel", place=MENTIONS)
    assert matches(found) == (["hotels"] if stems(search_store) else [])


def test_a_title_counts_more_than_a_page(index: SearchIndex, scope: DocumentScope) -> None:
    word = f"w{uuid4().hex}"  # what other pages say of it is part of a score
    pages = [
        document(scope, "a", title="Contact", content=f"a {word} and a garden"),
        document(scope, "b", title=word, content="rest and a garden"),
    ]
    index.replace(PAGES, scope, pages)
    found = ask(index, scope.tenant, word)
    assert ids(found) == ["b", "a"]
    assert found.hits[0].score > found.hits[1].score > 0


def test_a_hit_has_all_fields_but_the_long_one(index: SearchIndex, scope: DocumentScope) -> None:
    page = document(scope, "a", title="Spa", content="long", url="https://shop.test/", services=[])
    index.replace(PAGES, scope, [page])
    (hit,) = ask(index, scope.tenant, "spa").hits
    assert hit.document == {name: one for name, one in page.items() if name != "content"}


def test_a_second_replacement_with_the_same_documents_changes_nothing(
    index: SearchIndex, scope: DocumentScope
) -> None:
    pages = [document(scope, str(n), content=f"page {n}") for n in range(5)]
    assert index.replace(PAGES, scope, pages) == Replaced(5, 0)
    before = index.read(PAGES, scope)
    assert index.replace(PAGES, scope, pages[::-1]) == Replaced(5, 0)
    assert index.read(PAGES, scope) == before == pages
    assert index.count(PAGES, scope) == 5


def test_what_a_scope_no_longer_holds_is_deleted_and_nothing_else(
    index: SearchIndex, scope: DocumentScope
) -> None:
    day, other = replace(scope, day=DAY), replace(scope, day=date(2026, 1, 6))
    for one in (day, other):
        index.replace(MENTIONS, one, [document(one, f"{one.day}-{n}") for n in range(3)])
    kept = document(day, f"{DAY}-1", context="changed")
    assert index.replace(MENTIONS, day, [kept]) == Replaced(1, 2)
    assert index.read(MENTIONS, day) == [kept]
    assert index.count(MENTIONS, other) == 3
    assert index.replace(MENTIONS, other, []) == Replaced(0, 3)
    assert index.read(MENTIONS, other) == []


def test_a_changed_document_is_found_by_its_new_words_only(
    index: SearchIndex, scope: DocumentScope
) -> None:
    publish(index, scope, a="lighthouse")
    publish(index, scope, a="windmill")
    assert ids(ask(index, scope.tenant, "windmill")) == ["a"]
    assert ids(ask(index, scope.tenant, "lighthouse")) == []


def test_tenants_never_see_each_other_though_ids_are_the_same(index: SearchIndex) -> None:
    mine, yours = (DocumentScope(uuid4().hex, "same-site") for _ in range(2))
    publish(index, mine, a="lighthouse mine")
    publish(index, yours, a="lighthouse yours", b="lighthouse")
    publish(index, mine, a="lighthouse still mine")
    assert [one["content"] for one in index.read(PAGES, mine)] == ["lighthouse still mine"]
    assert index.count(PAGES, yours) == 2
    for tenant, found in ((mine.tenant, ["a"]), (yours.tenant, ["a", "b"])):
        answer = ask(index, tenant, "lighthouse", facets=["website_id", "organization_id"])
        assert sorted(ids(answer)) == found
        assert answer.facets["organization_id"] == [(tenant.organization_id, len(found))]
    foreign = {"organization_id": [yours.organization_id]}
    assert ask(index, mine.tenant, "lighthouse", filters=foreign).total == 0


def test_an_organization_sees_all_of_its_websites_and_a_website_itself(index: SearchIndex) -> None:
    one, other = (DocumentScope("org-" + "x" * 30, uuid4().hex) for _ in range(2))
    word = f"w{uuid4().hex}"
    publish(index, one, a=word)
    publish(index, other, b=word)
    assert sorted(ids(ask(index, Tenant(one.organization_id), word))) == ["a", "b"]
    assert ids(ask(index, one.tenant, word)) == ["a"]


@pytest.mark.parametrize("bad", ["", None, "x" * 101, 7])
def test_nothing_is_asked_without_a_tenant(bad: Any) -> None:
    with pytest.raises(InputError, match="organization_id"):
        Tenant(bad)
    with pytest.raises(InputError, match="website_id"):
        DocumentScope("org", bad)
    if bad is not None:
        with pytest.raises(InputError, match="website_id"):
            Tenant("org", bad)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"organization_id": "other"}, "belongs to"),
        ({"website_id": "other"}, "belongs to"),
        ({"day": "2026-01-06"}, "belongs to"),
        ({"id": ""}, "needs id"),
        ({"id": "x" * 101}, "needs id"),
        ({"id": "b"}, "is there twice"),
    ],
)
def test_a_document_of_another_scope_is_refused_and_nothing_is_written(
    index: SearchIndex, scope: DocumentScope, wrong: dict[str, str], told: str
) -> None:
    pages = [document(scope, "b"), document(scope, "c") | wrong]
    with pytest.raises(InputError, match=told):
        index.replace(PAGES, scope, pages)
    assert index.count(PAGES, scope) == 0


def test_filters_and_facets_count_the_same_documents(
    index: SearchIndex, scope: DocumentScope
) -> None:
    day = replace(scope, day=DAY)
    draw = random.Random(7)
    mentions = [
        document(
            day,
            f"{n:03}",
            context="a lighthouse",
            brand_name=draw.choice(["Nectar", "Été", "C&A", 'a"b'])
        )
        for n in range(40)
    ]  # fmt: skip
    index.replace(MENTIONS, day, mentions)
    everything = ask(index, day.tenant, "lighthouse", place=MENTIONS, facets=["brand_name"])
    assert everything.total == 40
    assert sum(count for _, count in everything.facets["brand_name"]) == 40
    for name, count in everything.facets["brand_name"]:
        found = ask(index, day.tenant, "lighthouse", place=MENTIONS, filters={"brand_name": [name]})
        assert found.total == count
    both = {"brand_name": ["nectar", "c&a"], "day": [DAY.isoformat()]}
    some = ask(index, day.tenant, "lighthouse", place=MENTIONS, filters=both, facets=["brand_name"])
    assert dict(some.facets["brand_name"]).keys() == {"Nectar", "C&A"}
    none = ask(index, day.tenant, "lighthouse", place=MENTIONS, filters={"day": ["2026-01-06"]})
    assert none.total == 0


def test_pages_of_hits_follow_each_other_without_gap(
    index: SearchIndex, scope: DocumentScope
) -> None:
    publish(index, scope, **{f"p{n:02}": "lighthouse" for n in range(25)})
    parts = [ask(index, scope.tenant, "lighthouse", limit=10, offset=at) for at in (0, 10, 20)]
    assert [one for part in parts for one in ids(part)] == [f"p{n:02}" for n in range(25)]
    assert {part.total for part in parts} == {25}
    assert ask(index, scope.tenant, "lighthouse", limit=0).hits == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"limit": -1}, "limit -1"),
        ({"limit": 1_001}, "limit 1001"),
        ({"offset": -1}, "offset -1"),
        ({"limit": 10, "offset": 9_991}, "at most 10,000"),
        ({"filters": {"content": ["x"]}}, "'content' among its filters"),
        ({"filters": {"x'; DROP TABLE": ["x"]}}, "among its filters"),
        ({"facets": ["title"]}, "'title' among its facets"),
        ({"facets": ["day"]}, "'day' among its facets"),
        ({"filters": {"page_type": "home"}}, "are lists"),
        ({"filters": {"day": ["yesterday"]}}, "'yesterday' is not a day"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    index: SearchIndex, scope: DocumentScope, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        ask(index, scope.tenant, "spa", **wrong)


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", '"', "-", "--", "!?&", "-spa", "spa or -sea", "or", "<>", "\u200b"]
)
def test_a_text_without_a_word_to_find_is_refused(
    index: SearchIndex, scope: DocumentScope, text: str
) -> None:
    with pytest.raises(InputError, match="no word to find"):
        ask(index, scope.tenant, text)


def test_a_text_of_ten_thousand_characters_is_refused_and_one_of_a_thousand_answered(
    index: SearchIndex, scope: DocumentScope
) -> None:
    with pytest.raises(InputError, match="10,000 characters; 1,000 is the most"):
        ask(index, scope.tenant, "x" * 10_000)
    words = [f"{n:04}" for n in range(MOST_CHARACTERS // 5)]
    publish(index, scope, a=" ".join(words), b="".join(words))
    assert ids(ask(index, scope.tenant, " ".join(words))) == ["a"]
    assert ids(ask(index, scope.tenant, " or ".join(words[:120]))) == ["a"]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=60))
def test_no_text_breaks_a_search(index: SearchIndex, text: str) -> None:
    try:
        found = ask(index, Tenant("nobody"), text)
    except InputError:
        return
    assert (found.total, found.hits) == (0, [])


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4))
def test_any_text_comes_back_as_it_was_but_for_nul(index: SearchIndex, texts: list[str]) -> None:
    scope = DocumentScope(uuid4().hex, "w")
    pages = [document(scope, str(n), content=one, title=one) for n, one in enumerate(texts)]
    index.replace(PAGES, scope, pages)
    read = [one["content"] for one in index.read(PAGES, scope)]
    assert read == [one.replace("\x00", "") for one in texts]


def joined(fragments: Sequence[Any]) -> str:
    return "".join(segment.text for fragment in fragments for segment in fragment)


def test_highlights_are_segments_of_the_text_and_never_markup(
    index: SearchIndex, scope: DocumentScope
) -> None:
    text = "Look: <script>alert('spa')</script> & <em>SPA</em> {{spa}} \x1b[31mspa"
    publish(index, scope, a=text)
    found = ask(index, scope.tenant, "spa")
    assert matches(found) == ["spa", "SPA", "spa", "spa"] or len(matches(found)) == 3
    (hit,) = found.hits
    for fragment in hit.highlights["content"]:
        assert joined([fragment]) in text


def test_highlights_show_the_place_and_not_the_page(
    index: SearchIndex, scope: DocumentScope
) -> None:
    filler = "Nothing is here. " * 400
    publish(index, scope, a=f"{filler}A lighthouse stands there. {filler}A lighthouse! {filler}")
    (hit,) = ask(index, scope.tenant, "lighthouse").hits
    fragments = hit.highlights["content"]
    assert len(fragments) == 2
    assert all(10 < len(joined([one])) < 400 for one in fragments)
    assert ask(index, scope.tenant, "lighthouse", with_highlights=False).hits[0].highlights == {}


def test_what_is_only_filtered_by_is_not_highlighted(
    index: SearchIndex, scope: DocumentScope
) -> None:
    day = replace(scope, day=DAY)
    index.replace(
        MENTIONS, day, [document(day, "a", context="nectar of a lighthouse", brand_name="nectar")]
    )
    found = ask(index, day.tenant, "lighthouse", place=MENTIONS, filters={"brand_name": ["nectar"]})
    assert matches(found) == ["lighthouse"]


def test_a_page_of_a_megabyte_is_found_by_its_beginning(
    index: SearchIndex, scope: DocumentScope
) -> None:
    words = " ".join(f"{n:x}ß" for n in range(200_000))
    publish(index, scope, a=f"lighthouse {words}")
    assert ids(ask(index, scope.tenant, "lighthouse")) == ["a"]
    assert len(index.read(PAGES, scope)[0]["content"]) == len(words) + len("lighthouse ")
