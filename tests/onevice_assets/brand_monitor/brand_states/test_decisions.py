"""What people decide about names is what the answers are read with, on past days too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from onevice_assets.brand_monitor.brand_states.catalogue import Alias, Catalogue, KnownBrand
from onevice_assets.brand_monitor.brand_states.choose_brands import choose_brands
from onevice_assets.brand_monitor.brand_states.read_decisions import read_decisions
from onevice_assets.tables import answers
from resources.control_plane import brand_decisions, brand_merges, brands, websites
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.brand_states.days import (
    PAYMENTS,
    bytes_of,
    presences,
    read_again,
    write_answers,
)

WEBSITE = "default.pay.test"
NAMES = ("PayPal", "PayPal Holdings", "PayPal Checkout", "Braintree")


class World:
    """Two days of imported answers about payment services."""

    def __init__(self, lake: Lake, control: ControlPlane) -> None:
        self.lake, self.control = lake, control
        with control.begin() as db:
            self.website = websites.add(db, domain="pay.test", source="import", actor="test")
        self.days = write_answers(lake, self.website.id, WEBSITE, PAYMENTS)

    def decide(self, act: Any, *arguments: Any, **others: Any) -> Any:
        with self.control.begin() as db:
            return act(db, *arguments, actor="test", **others)

    def read(self) -> list[dict[str, list[str]]]:
        read_again(self.lake, self.control, self.days)
        return [presences(self.lake, one) for one in self.days]

    def files(self) -> list[bytes | None]:
        tables = (answers.brand_candidates, answers.llm_brand_states)
        return [one for table in tables for one in bytes_of(self.lake, table, self.days)]

    def version(self) -> str:
        with self.control.begin() as db:
            return brands.alias_version(db)

    def candidates(self, day: int = 0) -> dict[str, tuple[bool, str | None]]:
        rows = self.lake.read_rows(answers.brand_candidates, self.days[day])
        return {row["name"]: (row["is_known"], row["decision"]) for row in rows}


@pytest.fixture
def world(lake: Lake, control: ControlPlane) -> World:
    return World(lake, control)


@pytest.fixture
def tracked(world: World) -> World:
    """The same, with all four names tracked as competitors."""
    for name in NAMES:
        world.decide(brands.track, world.website.id, name, "competitor")
    return world


def test_merged_names_are_read_as_the_survivor_and_split_ones_as_before(tracked: World) -> None:
    first, version = tracked.read(), tracked.version()
    files = tracked.files()
    assert first[0]["PayPal"] == ["ignored", "recommended", "ignored"]
    for name in ("PayPal Holdings", "PayPal Checkout"):
        tracked.decide(brand_merges.merge, name, "PayPal")
    merged = tracked.read()
    assert tracked.version() != version
    assert [set(day) for day in merged] == [{"PayPal", "Braintree"}] * 2
    assert merged[0]["PayPal"] == ["recommended"] * 3
    assert merged[1]["PayPal"] == ["recommended", "ignored", "recommended"]
    for name in ("PayPal Checkout", "PayPal Holdings"):
        tracked.decide(brand_merges.split, name)
    assert (tracked.read(), tracked.version(), tracked.files()) == (first, version, files)


def test_an_answer_that_names_both_counts_once_for_the_survivor(tracked: World) -> None:
    tracked.decide(brand_merges.merge, "PayPal Checkout", "PayPal")
    tracked.read()
    rows = tracked.lake.read_rows(answers.llm_brand_states, tracked.days[1])
    counts = [row["occurrence_count"] for row in rows if row["brand_name"] == "PayPal"]
    assert sorted(counts) == [0, 1, 2]


def test_where_nothing_is_tracked_a_rejected_name_never_stands_in(world: World) -> None:
    watched = world.read()
    name = next(iter(watched[0]))
    files, version = world.files(), world.version()
    world.decide(brand_decisions.reject, name, why="not a brand")
    assert all(name not in day for day in world.read())
    assert world.candidates()[name] == (False, "rejected")
    world.decide(brand_decisions.restore, name)
    assert world.read() == watched
    assert (world.version(), world.files()) == (version, files)


def test_candidates_are_merged_and_split_without_a_trace(world: World) -> None:
    first, version, files = world.read(), world.version(), world.files()
    source, target = sorted(set(world.candidates()) & set(world.candidates(1)))[:2]
    found = {name.casefold(): (name,) for name in (source, target)}
    world.decide(brand_merges.merge, source, target, found=found)
    merged = world.read()
    assert all(source not in day for day in merged)
    assert target in merged[0]
    assert world.candidates(1)[source] == (True, "merged")
    world.decide(brand_merges.split, source)
    assert (world.read(), world.version(), world.files()) == (first, version, files)


def test_a_decision_holds_for_states_before_the_candidates_are_read_again(world: World) -> None:
    name = next(iter(world.read()[0]))
    rows = world.lake.read_rows(answers.brand_candidates, world.days[0])
    world.decide(brand_decisions.reject, name)
    world.lake.write(answers.brand_candidates, world.days[0], rows)
    read_again(world.lake, world.control, world.days, candidates=False)
    assert name not in presences(world.lake, world.days[0])


def candidate(name: str, **surfaces: int) -> dict[str, Any]:
    """A candidate that one answer shows and that nobody would take for a brand unasked."""
    return {"name": name, "surfaces": surfaces, "response_count": 1, "confidence": 0.2}


def stand_ins(control: ControlPlane, *candidates: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    with control.begin() as db:
        chosen = choose_brands([], read_decisions(db), candidates)
    found = {brand.brand_id: brand for brand in chosen.catalogue.brands}
    return {found[one].name: found[one].aliases for one in chosen.watched}


def test_a_magazine_that_is_only_cited_stands_in_for_nobody(control: ControlPlane) -> None:
    row = candidate("Runner's World", **{"Runner's World": 9})
    sure = {**row, "response_count": 9, "confidence": 0.95}
    assert list(stand_ins(control, sure)) == ["Runner's World"]
    cited = {**sure, "evidence": json.dumps([{"kind": "citation"}])}
    assert stand_ins(control, cited) == {}


def test_an_approved_name_stands_in_however_unsure_the_answers_make_it(
    control: ControlPlane,
) -> None:
    row = candidate("Adyen", Adyen=1)
    assert stand_ins(control, row) == {}
    with control.begin() as db:
        brand_decisions.approve(db, "Adyen", actor="test")
    assert stand_ins(control, row) == {"Adyen": ()}


def test_two_candidates_that_are_one_brand_stand_in_once(control: ControlPlane) -> None:
    rows = [candidate("Adyen", Adyen=1), candidate("AdyenPay", AdyenPay=1)]
    found = {"adyen": ("Adyen",), "adyenpay": ("AdyenPay", "Adyen Pay NV")}
    with control.begin() as db:
        brand_merges.merge(db, "AdyenPay", "Adyen", found=found, actor="test")
    assert stand_ins(control, *rows) == {"Adyen": ("Adyen Pay NV", "AdyenPay")}


def test_a_spelling_that_is_rejected_names_nobody(control: ControlPlane) -> None:
    sure = candidate("Adyen", Adyen=3, platform=2) | {"response_count": 3, "confidence": 0.9}
    assert stand_ins(control, sure) == {"Adyen": ("platform",)}
    with control.begin() as db:
        brand_decisions.reject(db, "Platform", actor="test")
    assert stand_ins(control, sure) == {"Adyen": ()}


def test_a_brand_of_the_catalogue_is_not_taken_for_the_shorter_name_it_begins_with(
    control: ControlPlane,
) -> None:
    rows = {"Canon": 3, "CANON": 1, "Canon PIXMA": 2}
    sure = candidate("Canon", **rows) | {"response_count": 3, "confidence": 0.9}
    with control.begin() as db:
        brands.add(db, "Canon PIXMA", actor="test")
    assert stand_ins(control, sure) == {"Canon": ("CANON", "Canon PIXMA")}
    with control.begin() as db:
        brands.add(db, "CANON", actor="test")
    assert stand_ins(control, sure) == {"CANON": ()}


def test_a_verdict_holds_for_like_spellings_but_not_for_short_names(control: ControlPlane) -> None:
    with control.begin() as db:
        for name in ("De'Longhi", "C"):
            brand_decisions.reject(db, name, actor="test")
        names = read_decisions(db).names
    said = {name: names.verdict_on(name) for name in ("DELONGHI", "de longhi", "c", "C++")}
    assert said == {"DELONGHI": "rejected", "de longhi": "rejected", "c": "rejected", "C++": None}


def test_the_finder_is_handed_every_name_with_its_policy(control: ControlPlane) -> None:
    with control.begin() as db:
        brands.add_alias(db, brands.add(db, "Target", actor="test"), "Tar-Jay", actor="test")
        brands.add_alias(db, "Target", "Target", context=["store"], actor="test")
        brands.add_alias(db, "Target", "TGT", match="exact", actor="test")
        decided = read_decisions(db)
    catalogue = choose_brands([], decided, []).catalogue
    ruled = [alias for _, alias in catalogue.ruled_names()]
    assert ruled == [
        Alias("Target", "context", ("store",)),
        Alias("TGT", "exact"),
        Alias("Tar-Jay"),
    ]
    assert [(number, alias.name) for number, alias in catalogue.ruled_names()] == catalogue.names()


def test_without_policies_every_name_is_left_to_the_finder() -> None:
    catalogue = Catalogue((KnownBrand("1", "A", ("a1",)), KnownBrand("2", "B")))
    assert catalogue.ruled_names() == [(0, Alias("A")), (1, Alias("B")), (0, Alias("a1"))]
