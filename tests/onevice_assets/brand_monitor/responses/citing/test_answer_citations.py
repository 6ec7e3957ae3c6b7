"""The asset `answer_citations`: one row per answer and page, whatever the answer brings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.responses.citing import assets, checks
from onevice_assets.partitions import join_key, website_days
from onevice_assets.tables.answers import llm_responses
from onevice_assets.tables.citations import answer_citations
from resources.control_plane import brands, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.identity import derived_id
from resources.lake import Lake

DAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, tzinfo=UTC)
CHECKS = dg.load_asset_checks_from_modules([checks])


@pytest.fixture
def website(control: ControlPlane) -> Website:
    with control.begin() as db:
        return websites.add(db, url="https://www.acme.example", actor="test")


def answer(
    website: Website, number: int, text: str = "Use Bar.", citations: Any = (), **more: Any
) -> dict[str, Any]:
    return {
        "id": derived_id(DAY, "llm_responses", number),
        "website_id": website.id,
        "day": DAY,
        "simulation_run_id": derived_id(DAY, "simulation_runs", 1),
        "prompt_id": derived_id(DAY, "prompts", number),
        "conversation_id": derived_id(DAY, "conversation_sequences", number),
        "topic": "bars",
        "prompt_text": "Which bar?",
        "sequence_order": 1,
        "is_branded": False,
        "locale": "en-US",
        "llm_provider": "openai",
        "llm_model": "m",
        "sample_number": 1,
        "response_text": text,
        "citations": citations if isinstance(citations, str) else json.dumps(list(citations)),
        "payload_path": "x",
        "is_demonstration": False,
        "basket_version": 1,
        "asked_at": MOMENT,
        "created_at": MOMENT,
        **more,
    }


def cite(url: str, is_cited: bool | None = None, title: str | None = None) -> dict[str, Any]:
    return {"url": url, "title": title, "is_cited": is_cited}


@dg.asset(key=["brand_monitor", "answer_citations"], partitions_def=website_days)
def unchanged() -> None:
    """The asset as it lies there."""


def run(
    lake: Lake, control: ControlPlane, website: Website, asset: dg.AssetsDefinition
) -> dg.ExecuteInProcessResult:
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [website.key])
    return dg.materialize(
        [asset, *CHECKS],
        instance=instance,
        resources={"lake": lake, "control": control},
        partition_key=join_key(DAY.isoformat(), website.key),
        raise_on_error=False,
    )


def materialize(
    lake: Lake, control: ControlPlane, website: Website, rows: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Write a day of answers, read their sources; rows by answer and position, and metadata."""
    partition = join_key(DAY.isoformat(), website.key)
    lake.write(llm_responses, partition, list(rows))
    done = run(lake, control, website, assets.answer_citations)
    assert all(one.passed for one in done.get_asset_check_evaluations())
    found = lake.read_rows(answer_citations, partition)
    (event,) = done.asset_materializations_for_node("brand_monitor__answer_citations")
    facts = {name: value.value for name, value in event.metadata.items()}
    order = [row["id"] for row in rows]
    key = [(order.index(row["llm_response_id"]), row["position"]) for row in found]
    return [row for _, row in sorted(zip(key, found, strict=True), key=lambda one: one[0])], facts


def shown(rows: Sequence[Mapping[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_a_source_becomes_a_row_with_its_page_and_owner(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    with control.begin() as db:
        own = brands.add(db, "Acme", domain="acme.example", actor="test")
        rival = brands.add(db, "Bolt", domain="bolt.co.uk", actor="test")
        brands.track(db, website.id, "Acme", role="own", actor="test")
        brands.track(db, website.id, "Bolt", role="competitor", actor="test")
    listed = [
        cite("https://docs.acme.example/x?utm_source=openai", True, "Docs"),
        cite("https://Shop.Bolt.co.uk/", False),
        cite("https://reviews.test/acme"),
    ]
    rows, facts = materialize(lake, control, website, [answer(website, 1, citations=listed)])
    assert shown(rows, "page_url", "domain", "ownership", "owner_brand_id", "is_cited") == [
        ("https://docs.acme.example/x", "acme.example", "own", own.id, True),
        ("https://shop.bolt.co.uk/", "bolt.co.uk", "competitor", rival.id, False),
        ("https://reviews.test/acme", "reviews.test", "third_party", None, None),
    ]
    assert rows[0]["url"] == "https://docs.acme.example/x?utm_source=openai"
    assert shown(rows, "title", "owner_brand_name", "position") == [
        ("Docs", "Acme", 1),
        (None, "Bolt", 2),
        (None, None, 3),
    ]
    assert facts["dagster/row_count"] == 3
    assert (facts["cited"], facts["found_only"], facts["not_told_apart"]) == (1, 1, 1)
    assert facts["own_share"] == pytest.approx(1 / 3)
    assert "bolt.co.uk" in facts["preview"]


def test_a_competitor_owns_its_pages_only_on_the_days_it_is_tracked(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    with control.begin() as db:
        brands.add(db, "Bolt", domain="bolt.test", actor="test")
        brands.add(db, "Cog", domain="cog.test", actor="test")
        later = date(2026, 11, 21)
        brands.track(db, website.id, "Bolt", role="competitor", since=later, actor="test")
        brands.track(db, website.id, "Cog", role="competitor", actor="test")
        brands.untrack(db, website.id, "Cog", until=later, actor="test")
    listed = [cite("https://bolt.test/"), cite("https://cog.test/")]
    rows, _ = materialize(lake, control, website, [answer(website, 1, citations=listed)])
    assert shown(rows, "ownership") == [("third_party",), ("competitor",)]


def test_a_page_counts_once_per_answer_and_cited_wins(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    listed = [
        cite("https://a.test/x?utm_source=1", False),
        cite("https://b.test/", None),
        cite("https://a.test/x#part", True, "A"),
    ]
    day = [answer(website, 1, citations=listed), answer(website, 2, citations=listed[:1])]
    rows, _ = materialize(lake, control, website, day)
    assert shown(rows, "page_url", "title", "position", "is_cited") == [
        ("https://a.test/x", "A", 1, True),
        ("https://b.test/", None, 2, None),
        ("https://a.test/x", None, 1, False),
    ]


def test_a_page_that_the_text_links_is_cited_listed_or_not(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    text = "Take [Foo](https://a.test/x?utm_source=chatgpt.com) or https://c.test/."
    listed = [cite("https://a.test/x", False), cite("https://b.test/", False)]
    rows, _ = materialize(lake, control, website, [answer(website, 1, text, listed)])
    assert shown(rows, "page_url", "title", "is_cited") == [
        ("https://a.test/x", "Foo", True),
        ("https://b.test/", None, False),
        ("https://c.test/", None, True),
    ]


def test_hostile_sources_are_left_out_and_counted(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    listed = [
        cite("javascript:alert(1)"),
        cite("data:text/html,<script>"),
        cite("https://a.test/" + "a" * 10_000),
        cite("http://169.254.169.254/latest/meta-data"),
        cite("https://user:secret@a.test/x", True, "<b>\x1b[2J\u202e\n" + "t" * 1000),
    ]
    rows, facts = materialize(lake, control, website, [answer(website, 1, citations=listed)])
    (row,) = rows
    assert (row["url"], row["page_url"]) == ("https://a.test/x", "https://a.test/x")
    assert row["title"].startswith("<b> [2J t")
    assert len(row["title"]) <= 300
    assert facts["left_out"] == 4
    assert facts["left_out_by_reason"] == {
        "no_web_address": 2,
        "too_long": 1,
        "private_address": 1,
    }


@pytest.mark.parametrize("citations", ["[]", "", "{}", "not JSON", '[{"title": "x"}]'])
def test_answers_without_sources_make_an_empty_partition(
    lake: Lake, control: ControlPlane, website: Website, citations: str
) -> None:
    rows, facts = materialize(lake, control, website, [answer(website, 1, citations=citations)])
    assert rows == []
    assert facts["dagster/row_count"] == 0
    assert "own_share" not in facts


def test_a_day_without_answers_has_no_sources(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    assert materialize(lake, control, website, [])[0] == []


def test_rows_of_before_cited_and_found_were_kept_are_read(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    old = '[{"url": "https://a.test/", "title": "A"}]'
    rows, _ = materialize(lake, control, website, [answer(website, 1, citations=old)])
    assert shown(rows, "page_url", "is_cited") == [("https://a.test/", None)]


def test_a_second_run_of_the_same_day_changes_nothing(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    day = [answer(website, 1, "See https://a.test/.", [cite("https://b.test/")])]
    before, _ = materialize(lake, control, website, day)
    again, facts = materialize(lake, control, website, day)
    assert again == before
    assert facts["changed"] is False


def test_a_source_whose_answer_is_gone_fails_the_check(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    day = [answer(website, n, citations=[cite("https://a.test/")]) for n in (1, 2)]
    materialize(lake, control, website, day)
    lake.write(llm_responses, join_key(DAY.isoformat(), website.key), day[:1])
    (found,) = run(lake, control, website, unchanged).get_asset_check_evaluations()
    assert not found.passed
    assert found.metadata["lost"].value == 1
