"""The search holds a website's pages and a day's mentions, and exactly those of the lake."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.brand_monitor.projections.search import SearchProjection
from onevice_assets.brand_monitor.projections.search_documents import (
    MOST_CONTEXT,
    cut_context,
    from_rows,
    to_rows,
)
from onevice_assets.publishing.digest import digest_rows
from onevice_assets.publishing.projection import Scope
from onevice_assets.tables import answers, audience
from resources.errors import MissingDataError
from resources.lake import Lake
from resources.migrations.elasticsearch.revisions import known_revisions
from resources.search_index.documents import Tenant
from resources.search_index.search_query import SearchQuery
from resources.search_store import SearchStore
from tests.onevice_assets.cli.rows import row
from tests.searches import DAY

KEY = "default.shop.test"
TEXT = "Intro\n- **Shop** is private. It ships.\n- Rival is big."
MOMENT = datetime(2026, 1, 5, 9, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def site() -> Scope:
    return Scope(uuid4().hex, str(uuid4()), KEY)


@pytest.fixture
def projection(lake: Lake, search_store: SearchStore) -> SearchProjection:
    return SearchProjection(lake, search_store)


def page(name: str, **fields: Any) -> dict[str, Any]:
    known = {"url": f"https://shop.test/{name}", "scraped_at": MOMENT, "page_type": "product"}
    return row(audience.scraped_pages, **{"url_hash": name, **known, **fields}) | {"id": name}


def write_pages(lake: Lake, *pages: dict[str, Any], offerings: object = None) -> None:
    lake.write(audience.scraped_pages, KEY, list(pages))
    if offerings is not None:
        analysis = row(audience.website_analysis, primary_offerings=json.dumps(offerings))
        lake.write(audience.website_analysis, KEY, [analysis | {"analyzed_at": MOMENT}])


def write_day(lake: Lake, text: str = TEXT) -> None:
    partition = f"{DAY}|{KEY}"
    response = row(answers.llm_responses, response_text=text, asked_at=MOMENT, prompt_id="prompt")
    response |= {"id": "answer", "llm_provider": "openai"}
    named: dict[str, Any] = {"llm_response_id": "answer", "occurrence_count": 1}
    shop = text.find("Shop")
    states = [
        row(
            answers.llm_brand_states,
            **named,
            brand_id="shop",
            brand_name="Shop",
            presence="recommended",
            position_rank=1,
            belief_sold="outcome",
            mention_start=shop,
            mention_end=shop + 4,
            evidence_start=shop - 2,
            evidence_end=text.find(" It"),
        ),
        row(
            answers.llm_brand_states,
            **named | {"occurrence_count": 0},
            brand_id="other",
            brand_name="Other",
            presence="ignored",
            reason="not_named",
        ),
    ]
    beliefs = row(
        answers.llm_answer_belief_maps,
        llm_response_id="answer",
        brand_id="shop",
        intent_type="decision",
        funnel_stage="purchase",
    )
    lake.write(answers.llm_responses, partition, [response])
    lake.write(answers.llm_brand_states, partition, states)
    lake.write(answers.llm_answer_belief_maps, partition, [beliefs])


def test_a_page_is_found_with_what_it_offers(
    lake: Lake, projection: SearchProjection, site: Scope
) -> None:
    offerings = [
        {"name": "Tent", "kind": "product", "description": "for two", "page_id": "p1"},
        {"name": "Repair", "kind": "service", "description": None, "page_id": "p1"},
        {"name": "Elsewhere", "kind": "product", "description": "x", "page_id": "p9"},
        {"name": "Nowhere", "kind": "service", "description": "x", "page_id": None},
    ]
    pages = [page("p1", title="Camping", content_text="Sleep well"), page("p2", title="No text")]
    write_pages(lake, *pages, offerings=offerings)
    (name, built), *_ = projection.build(site).items()
    (made,) = built.to_pylist()
    assert name == "website_content"
    assert made["products"] == [{"name": "Tent", "description": "for two"}]
    assert made["services"] == [{"name": "Repair", "description": None}]
    assert (made["page_id"], made["content"], made["day"]) == ("p1", "Sleep well", None)
    assert made["scraped_at"] == MOMENT
    assert (made["organization_id"], made["website_id"]) == (site.organization_id, site.website_id)


def test_a_brand_that_an_answer_names_is_one_document_with_its_sentence(
    lake: Lake, projection: SearchProjection, site: Scope
) -> None:
    write_day(lake)
    (made,) = projection.build(replace(site, day=DAY))["brand_mentions"].to_pylist()
    assert made.pop("id")
    assert made == {
        "organization_id": site.organization_id,
        "website_id": site.website_id,
        "day": DAY,
        "brand_id": "shop",
        "brand_name": "Shop",
        "llm_provider": "openai",
        "prompt_id": "prompt",
        "response_id": "answer",
        "context": "**Shop** is private.",
        "presence": "recommended",
        "position": 1,
        "belief_type": "outcome",
        "intent_type": "decision",
        "funnel_stage": "purchase",
        "timestamp": MOMENT,
    }


@pytest.mark.parametrize("day", [None, DAY])
def test_what_is_read_is_what_was_built_also_a_second_time(
    lake: Lake, projection: SearchProjection, site: Scope, day: date | None
) -> None:
    scope = replace(site, day=day)
    assert set(projection.read(scope)) == set(projection.count(scope))
    write_pages(lake, page("p1", content_text="Nul \x00 and ü\ud7ff"), page("p2", content_text="b"))
    write_day(lake)
    built = projection.build(scope)
    for _ in range(2):
        projection.replace(scope, built)
        read = projection.read(scope)
        assert digest_rows(read) == digest_rows(built)
        assert [one.schema for one in read.values()] == [one.schema for one in built.values()]
        assert projection.count(scope) == {name: len(one) for name, one in built.items()}


def test_what_was_read_can_be_put_back_and_nothing_takes_all_of_a_scope_away(
    lake: Lake, projection: SearchProjection, site: Scope, search_store: SearchStore
) -> None:
    day = replace(site, day=DAY)
    write_pages(lake, page("p1", content_text="lighthouse"))
    write_day(lake)
    for scope in (site, day):
        projection.replace(scope, projection.build(scope))
    before = projection.read(site)
    projection.replace(site, {name: one.slice(0, 0) for name, one in before.items()})
    assert projection.count(site) == {"website_content": 0}
    assert projection.count(day) == {"brand_mentions": 1}
    projection.replace(site, before)
    assert digest_rows(projection.read(site)) == digest_rows(before)
    with search_store.open() as index:
        tenant = Tenant(site.organization_id)
        assert index.search(SearchQuery("website_content", tenant, "lighthouse")).total == 1


def test_a_scope_that_was_never_made_is_told(projection: SearchProjection, site: Scope) -> None:
    with pytest.raises(MissingDataError, match="scraped_pages has no partition"):
        projection.build(site)
    with pytest.raises(MissingDataError, match="llm_brand_states has no partition"):
        projection.build(replace(site, day=DAY))


def test_a_search_that_was_never_made_holds_nothing(lake: Lake, empty_database: str) -> None:
    projection = SearchProjection(lake, SearchStore(database_url=empty_database))
    scope = Scope("org", "web", KEY)
    assert [len(one) for one in projection.read(scope).values()] == [0]
    assert projection.count(scope) == {"website_content": 0}


@given(
    st.text(max_size=2_000),
    st.integers(0, 2_000),
    st.integers(1, 50),
    st.none() | st.tuples(st.integers(0, 2_000), st.integers(0, 2_000)),
)
def test_a_context_is_a_short_piece_of_the_answer(
    text: str, first: int, length: int, evidence: tuple[int, int] | None
) -> None:
    first = min(first, len(text))
    state = {
        "mention_start": first,
        "mention_end": min(first + length, len(text)),
        "evidence_start": min(evidence) if evidence else None,
        "evidence_end": max(evidence) if evidence else None,
    }
    context = cut_context(state, text)
    assert context in text
    assert len(context) <= MOST_CONTEXT


def test_a_long_sentence_is_cut_around_the_name() -> None:
    text = "word " * 300 + "Shop" + " word" * 300
    first = text.index("Shop")
    state = {"mention_start": first, "mention_end": first + 4}
    whole = {"evidence_start": 0, "evidence_end": len(text)}
    for evidence in (whole, dict.fromkeys(whole)):
        assert "Shop" in cut_context({**state, **evidence}, text)


def test_rows_and_documents_are_two_forms_of_one_thing() -> None:
    declared = known_revisions()[-1].by_name["website_content"]
    documents = [
        {"id": "a", "organization_id": "o", "website_id": "w", "products": [], "title": "T"},
        {"id": "b", "organization_id": "o", "website_id": "w", "scraped_at": MOMENT.isoformat()},
    ]
    rows = to_rows(declared, documents[::-1])
    assert from_rows(declared, rows) == documents
    assert isinstance(rows, pa.Table)
    assert from_rows(declared, rows.slice(0, 0)) == []
