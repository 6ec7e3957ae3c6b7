"""Which days a decision about brands has read again: those it concerns, and no other."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import dagster as dg
import pytest

from onevice_assets.measures.read_cells import _tell_same
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers
from onevice_assets.tables.name_checks import name_checks
from resources.control_plane import brand_decisions, brand_merges, brands, websites
from resources.lake import Lake
from resources.object_store import Objects
from resources.table_schema import Table
from sensors.aliases import decisions_about_names
from tests.onevice_assets.brand_monitor.brand_states.days import read_again, write_answers
from tests.sensors.conftest import Platform
from tests.sensors.test_aliases import END, START, age_decisions

WEBSITE = "default.pay.test"
TEXTS = {
    "2026-11-18": ("Take **Adyen**, it is the best.\n",),
    "2026-11-19": ("1. **PayPal** – easy\n2. **Stripe** – fast\n",),
    "2026-11-20": ("1. **Square** – cheap\n2. **Adyen** – big\n",),
}


@pytest.fixture
def site(platform: Platform, lake: Lake, objects: Objects) -> str:
    """A website with three days that are read with the names in force; its id."""
    with platform.control.begin() as db:
        site = websites.add(db, domain="pay.test", source="import", actor="test")
        brands.track(db, site.id, "Adyen", "own", actor="test")
        for name in ("PayPal", "Square"):
            brands.add(db, name, actor="test")
    platform.resources = {"lake": lake, "objects": objects}
    written = write_answers(lake, site.id, WEBSITE, TEXTS)
    read_again(lake, platform.control, written)
    platform.instance.add_dynamic_partitions("websites", [WEBSITE])
    assert look(platform) == []
    return site.id


def look(platform: Platform) -> list[str]:
    """Days that the sensor asks for once the decisions have settled."""
    age_decisions(platform, 2)
    requests = platform.tick(decisions_about_names).run_requests or []
    return sorted(day for one in requests for day in days_of(one))


def days_of(request: dg.RunRequest) -> list[str]:
    if request.partition_key:
        return [request.partition_key[:10]]
    first, last = request.tags[START][:10], request.tags[END][:10]
    return [day for day in TEXTS if first <= day <= last]


def test_a_new_name_has_the_days_read_again_that_hold_it_and_no_other(
    platform: Platform, site: str
) -> None:
    with platform.control.begin() as db:
        brands.add(db, "Stripe", actor="test")
    assert look(platform) == ["2026-11-19"]
    assert look(platform) == []


def test_a_name_that_no_answer_holds_has_nothing_read_again(platform: Platform, site: str) -> None:
    with platform.control.begin() as db:
        brands.add_alias(db, "PayPal", "Braintree Payments", actor="test")
        brand_decisions.reject(db, "Klarna", actor="test")
    assert look(platform) == []


def test_a_merge_concerns_the_days_of_both_names(platform: Platform, site: str) -> None:
    with platform.control.begin() as db:
        brand_merges.merge(db, "Square", "PayPal", actor="test")
    assert look(platform) == ["2026-11-20"]


def test_a_brand_that_is_tracked_from_a_day_on_has_its_days_read_again(
    platform: Platform, site: str
) -> None:
    with platform.control.begin() as db:
        since = date(2026, 11, 19)
        brands.track(db, site, "PayPal", "competitor", since=since, actor="test")
    assert look(platform) == ["2026-11-19", "2026-11-20"]


def test_a_brand_that_is_tracked_no_more_has_the_days_since_read_again(
    platform: Platform, site: str
) -> None:
    with platform.control.begin() as db:
        brands.untrack(db, site, "Adyen", until=date(2026, 11, 20), actor="test")
    assert look(platform) == ["2026-11-20"]


def test_a_day_that_waited_for_two_decisions_is_compared_with_what_it_was_read_with(
    platform: Platform, site: str, lake: Lake
) -> None:
    with platform.control.begin() as db:
        brands.add(db, "Klarna", actor="test")
    assert look(platform) == []
    with platform.control.begin() as db:
        brands.add(db, "Stripe", actor="test")
    assert look(platform) == ["2026-11-19"]
    with platform.control.begin() as db:
        version = brands.alias_version(db)
    noted = {row["day"].isoformat(): row["same_as"] for row in lake.read_rows(name_checks, WEBSITE)}
    assert noted["2026-11-18"] == noted["2026-11-20"] == version
    assert noted["2026-11-19"] != version


def test_names_that_were_never_kept_have_every_day_read_again(
    platform: Platform, site: str, objects: Objects
) -> None:
    for path in objects.list("names/"):
        objects.delete(path)
    with platform.control.begin() as db:
        brands.add(db, "Klarna", actor="test")
    assert look(platform) == list(TEXTS)


def test_names_that_are_kept_are_not_read_while_nothing_is_decided(
    platform: Platform, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[str]()
    monkeypatch.setattr(Objects, "get", lambda _, path: read.append(path))
    assert look(platform) == []
    assert read == []


def test_the_brands_of_a_day_are_read_once(
    platform: Platform, site: str, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    with platform.control.begin() as db:
        brands.add(db, "Stripe", actor="test")
    reads, read_arrow = Counter[str](), Lake.read_arrow

    def counting(self: Lake, table: Table, partitions: str) -> Any:
        if "role" in table.column_names:
            reads[partitions] += 1
        return read_arrow(self, table, partitions)

    monkeypatch.setattr(Lake, "read_arrow", counting)
    assert look(platform) == ["2026-11-19"]
    assert reads == {join_key(day, WEBSITE): 1 for day in TEXTS}


def test_a_day_that_would_be_read_the_same_compares_as_read_with_the_names_in_force(
    platform: Platform, site: str, lake: Lake
) -> None:
    states = lake.read(answers.llm_brand_states, join_key("2026-11-18", WEBSITE))
    with platform.control.begin() as db:
        brands.add(db, "Klarna", actor="test")
        version = brands.alias_version(db)
    look(platform)
    told = _tell_same(states, lake.read_rows(name_checks, WEBSITE))
    assert set(told["read_as"]) == {version}
    assert set(told["alias_version"]) != {version}
