"""What the rules read out of ordinary websites of different trades."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from onevice_assets.brand_monitor.audience import analyze_by_rules, find_names, write_profiles
from onevice_assets.brand_monitor.audience.analysis import Analysis
from onevice_assets.brand_monitor.audience.parse_noun_phrase import countable, parse
from onevice_assets.brand_monitor.audience.read_gazetteer import families, industries
from onevice_assets.brand_monitor.audience.read_pages import usable_pages
from tests.onevice_assets.brand_monitor.audience.sites import (
    BAKERY,
    MARKETPLACE,
    PLUMBER,
    SAAS,
    Paper,
    example_papers,
    page_rows,
    read_folder,
)


def _analyze(papers: tuple[Paper, ...], own: tuple[str, ...] = ()) -> Analysis:
    pages = usable_pages(page_rows("0", papers))
    names = find_names.find(pages, website_name="", domain="127.0.0.1:8000", own_brands=own)
    return analyze_by_rules.analyze(pages, names)


@pytest.mark.parametrize(
    ("papers", "industry", "model", "category", "location"),
    [
        (BAKERY, "Bakeries and pastry shops", "b2c", "bakery", "Portland"),
        (SAAS, "Project and work management software", "b2b", "project management tool", None),
        (MARKETPLACE, "Online marketplaces", "marketplace", "online marketplace", None),
        (PLUMBER, "Plumbing and heating", "b2c", "plumber", "Leeds"),
    ],
)
def test_ordinary_websites(
    papers: tuple[Paper, ...], industry: str, model: str, category: str, location: str | None
) -> None:
    found = _analyze(papers)
    main = found.primary_offerings[0]
    assert (found.industry, found.business_model) == (industry, model)
    assert (main.location, found.analysis_method) == (location, "rules")
    assert main.category.endswith(category.rsplit(maxsplit=1)[-1])


def test_the_bundled_example() -> None:
    found = _analyze(example_papers(), ("Firefox",))
    assert found.industry == "Web browsers"
    assert found.primary_offerings[0].category == "web browser"
    assert {one.name for one in found.competitors_mentioned} == {
        "Chrome", "Edge", "Safari", "Opera", "Brave",
    }  # fmt: skip
    assert found.value_propositions
    assert "families" in found.target_markets


@pytest.mark.e2e
@pytest.mark.shared
def test_the_real_sqlite_website(shared: Path, tmp_path: Path) -> None:
    with tarfile.open(shared / "data" / "web" / "sqlite_website.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    found = _analyze(read_folder(tmp_path, most=120), ("SQLite",))
    assert (found.industry, found.business_model) == ("Databases", "b2b")
    assert found.primary_offerings[0].category in {"embedded SQL database", "SQL database"}
    assert "developers" in found.target_markets


def test_competitors_of_a_comparison_page() -> None:
    names = [one.name for one in _analyze(SAAS).competitors_mentioned]
    assert sorted(names) == ["Asana", "Trello"]


def test_offerings_come_from_product_pages_and_listings() -> None:
    names = {one.name for one in _analyze(PLUMBER).primary_offerings}
    assert {"Boiler repair", "Blocked drains", "Bathroom installation"} <= names


def test_a_website_of_no_known_trade_still_gets_five_customers() -> None:
    papers = (Paper("/", "homepage", "Qwrt", "Lorem ipsum dolor sit amet consectetur."),)
    found = _analyze(papers)
    assert found.industry is None
    assert len(write_profiles.write(found)) == 5


def test_text_in_another_script_is_no_error() -> None:
    papers = (Paper("/", "homepage", "文房具の店", "高品質なノートとペンを販売しています。"),)
    assert _analyze(papers).primary_offerings[0].name


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("free, open-source web browser that protects you", "web browser"),
        ("small, fast, self-contained SQL database engine", "SQL database engine"),
        ("embedded SQL database engine.", "embedded SQL database engine"),
        ("family-run bakery in Leeds", "bakery"),
        ("all-in-one CRM for agencies", "CRM"),
        ("note-taking app for students", "note-taking app"),
        ("world's most advanced platform", None),
        ("perfect day at the sea", None),
        ("", None),
    ],
)
def test_the_noun_phrase_of_an_offering(text: str, phrase: str | None) -> None:
    assert parse(text) == phrase


@pytest.mark.parametrize(
    ("phrase", "counted"),
    [
        ("accounting software", "accounting tool"),
        ("embedded SQL database engine", "embedded SQL database"),
        ("pet insurance", "pet insurance company"),
        ("web browser", "web browser"),
    ],
)
def test_a_category_can_be_counted(phrase: str, counted: str) -> None:
    assert countable(phrase) == counted


def test_the_gazetteer_is_complete() -> None:
    assert len(industries()) >= 40
    for family in families().values():
        assert len(family.archetypes) == 5
        assert all(len(one.goals) == len(one.pains) == 3 for one in family.archetypes)
        for industry in family.industries:
            assert len(set(industry.needs)) == 10, industry.name
            assert len(industry.keywords) >= 8, industry.name


def test_own_names_are_never_part_of_the_category() -> None:
    papers = (
        Paper("/", "homepage", "Brave Browser", "Brave is a Brave web browser. Brave is fast."),
    )
    assert "brave" not in _analyze(papers, ("Brave",)).primary_offerings[0].category.casefold()
