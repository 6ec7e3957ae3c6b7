"""No day is missed: whatever is decided, a day that is not concerned would be read the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.brand_monitor.brand_states.choose_brands import Decided, choose_brands
from onevice_assets.brand_monitor.brand_states.decided_names import decide_names
from onevice_assets.brand_monitor.brand_states.discovering.discover_brands import discover
from onevice_assets.brand_monitor.brand_states.extract import Extractor
from onevice_assets.brand_monitor.brand_states.find_affected import Affected, tracks_otherwise
from onevice_assets.brand_monitor.brand_states.list_rows import Cut, list_candidates, list_states
from onevice_assets.brand_monitor.brand_states.name_changes import (
    Change,
    compare_names,
    describe_names,
)
from resources.control_plane.brand_verdicts import BrandDecision
from resources.control_plane.brands import CatalogueBrand, NamePolicy, TrackedBrand
from resources.identity import brand_id, derived_id, normalize_brand_name

NAMES = ("PayPal", "PayPal Checkout", "Braintree", "De'Longhi", "Best Buy", "Target", "GE",
         "Sage", "C++", "Apple", "iPhone", "Demand IQ", "H&M", "Zoë & Co", "楽天",
         "Stripe, Inc.")  # fmt: skip
SURFACES = ("PayPal", "paypal", "PayPal Checkout", "Braintree", "DeLonghi", "De’Longhi",
            "De Longhi", "AmazonBest BuyTargetWalmart", "TARGET", "GE", "message", "Sage", "C++",
            "iPhone", "DemandIQ", "Demand-IQ", "demand iq", "H&M", "H\\&M", "Zoe and Co",
            "楽天市場", "Stripe", "paypal.com", "Adyen", "Paypals", "stripes")  # fmt: skip
FRAMES = ("1. **{}** – easy\n", "I would take {}, it is the best.\n", "- {}: cheap, but slow\n",
          "| {} | 4.5 |\n", "## {}\nGood for shops.\n", "Unlike {} it has no fees. ")  # fmt: skip
CUT = Cut(derived_id(date(2026, 1, 1), "websites", "x"), date(2026, 11, 21))


@dataclass(frozen=True)
class Book:
    """What people decided: brands with other names, policies, verdicts, and who is merged."""

    brands: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...]
    policies: tuple[tuple[str, str], ...]
    verdicts: tuple[tuple[str, str], ...]
    merged: tuple[tuple[str, str], ...]

    def survivor(self, name: str) -> str:
        into = dict(self.merged).get(name, name)
        return into if into in self.brands and name in self.brands else name

    def decided(self) -> Decided:
        """As the control plane gives it."""
        names: dict[str, set[str]] = {b: set() for b in self.brands if self.survivor(b) == b}
        for brand in self.brands:
            if self.survivor(brand) != brand:
                names[self.survivor(brand)].add(brand)
        taken = {normalize_brand_name(one) for one in self.brands}
        for brand, alias in self.aliases:
            if brand in self.brands and normalize_brand_name(alias) not in taken:
                taken.add(normalize_brand_name(alias))
                names[self.survivor(brand)].add(alias)
        catalogue = [
            CatalogueBrand(brand_id(name), name, None, tuple(sorted(names[name])))
            for name in sorted(names)
        ]
        policies = {
            brand_id(name): (NamePolicy(name, policy, ("shops",) if policy == "context" else ()),)
            for name, policy in dict(self.policies).items()
            if name in names
        }
        said = [
            BrandDecision(name, normalize_brand_name(name), verdict, None, None, None, None)
            for name, verdict in dict(self.verdicts).items()
        ]
        return Decided(catalogue, policies, decide_names(catalogue, said), "any")

    def tracked(self, names: Sequence[str]) -> list[TrackedBrand]:
        """The brands a website tracks, each as its survivor."""
        known = {one.brand_id: one for one in self.decided().catalogue}
        chosen = {brand_id(self.survivor(name)) for name in names if name in self.brands}
        return [
            TrackedBrand(o.brand_id, o.name, normalize_brand_name(o.name), None, "competitor",
                         None, o.aliases)
            for o in known.values() if o.brand_id in chosen
        ]  # fmt: skip


names = st.sampled_from(NAMES)
books = st.builds(
    Book,
    st.sets(names, max_size=8).map(sorted).map(tuple),
    st.lists(st.tuples(names, st.sampled_from((*NAMES, *SURFACES))), max_size=4).map(tuple),
    st.lists(st.tuples(names, st.sampled_from(("any_case", "exact", "context"))), max_size=2).map(
        tuple
    ),
    st.lists(
        st.tuples(st.sampled_from(SURFACES), st.sampled_from(("approved", "rejected"))), max_size=2
    ).map(tuple),
    st.just(()) | st.sampled_from([(("PayPal Checkout", "PayPal"),), (("GE", "Sage"),)]),
)
changes = st.tuples(books, st.sets(st.sampled_from([one.name for one in fields(Book)]), min_size=1))
texts = st.lists(
    st.tuples(st.sampled_from(FRAMES), st.sampled_from(SURFACES)).map(lambda o: o[0].format(o[1])),
    max_size=5,
).map("".join)


def read(book: Book, tracked: Sequence[str], answers: Sequence[str]) -> list[Any]:
    """Candidates and states of a day, as the stage makes them."""
    asked = [(derived_id(CUT.day, "llm_responses", str(n)), text) for n, text in enumerate(answers)]
    decided, chosen = book.decided(), book.tracked(tracked)
    ids = {one.brand_id for one in chosen}
    candidates = list_candidates(CUT, discover(asked), ids, decided.names)
    decoded = [{**row, "surfaces": json.loads(row["surfaces"])} for row in candidates]
    brands = choose_brands(chosen, decided, decoded)
    rows = [{"id": one, "response_text": text} for one, text in asked]
    return [candidates, list(list_states(CUT, brands, Extractor(brands.catalogue), rows))]


@settings(deadline=None, max_examples=100)
@given(books, changes, st.lists(names, max_size=2), st.lists(texts, min_size=1, max_size=3))
def test_a_day_that_is_not_concerned_would_be_read_word_for_word_the_same(
    before: Book, made: tuple[Book, set[str]], tracked: list[str], answers: list[str]
) -> None:
    after = replace(before, **{name: getattr(made[0], name) for name in made[1]})
    candidates, states = read(before, tracked, answers)
    affected = Affected(
        compare_names(describe_names(before.decided()), describe_names(after.decided()))
    )
    decoded = [{**row, "surfaces": json.loads(row["surfaces"])} for row in candidates]
    now = {one.brand_id: one.role for one in after.tracked(tracked)}
    concerned = (
        tracks_otherwise(states, now)
        or affected.concerns(states, decoded)
        or any(map(affected.stands_in, answers))
    )
    if not concerned:
        assert read(after, tracked, answers) == [candidates, states]


def change(*names: str) -> Change:
    return Change(frozenset(names), frozenset())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PayPal", "Take paypal."),
        ("De'Longhi", "a DeLonghi machine"),
        ("DeLonghi", "a De-Longhi machine"),
        ("Best Buy", "AmazonBest BuyTargetWalmart"),
        ("Stripe, Inc.", "Stripe is fine"),
        ("GE", "the GE fridge"),
        ("楽天", "それは楽天市場です"),
        ("++", "what is ++ for"),
    ],
)
def test_a_name_concerns_an_answer_in_any_spelling(name: str, text: str) -> None:
    assert Affected(change(name)).stands_in(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [("Sage", "a message"), ("GE", "the fridge"), ("PayPal", "pay a pal"), ("Adyen", "PayPal")],
)
def test_a_name_that_stands_in_no_answer_concerns_none(name: str, text: str) -> None:
    assert not Affected(change(name)).stands_in(text)


def test_the_same_names_are_no_change() -> None:
    book = Book(("PayPal", "Adyen"), (("PayPal", "PP"),), (("PayPal", "exact"),), (), ())
    described = describe_names(book.decided())
    again: Mapping[str, Any] = json.loads(json.dumps(described))
    assert not compare_names(again, described)
