"""What a document states of its project and its people is read with the words that state it."""

from __future__ import annotations

from datetime import date

import pytest

from onevice_assets.entertainment.entities.facts.node_fact import NodeFact, fold_facts
from onevice_assets.entertainment.entities.facts.read_places import split_place
from onevice_assets.entertainment.entities.people import Span
from onevice_assets.entertainment.entities.read_document import (
    DocumentEntities,
    Page,
    read_document,
)


def read(*texts: str, title: str = "Neon Coast") -> DocumentEntities:
    return read_document([Page(number, text) for number, text in enumerate(texts, 1)], title)


def project(*texts: str) -> dict[str, object]:
    return fold_facts(one for one in read(*texts).facts if one.label == "Project")


STATED = [
    ("A music video for Zadie Flux", {"type": "Music Video"}),
    ("Project: Neon Coast (commercial)", {"type": "Commercial"}),
    ("Music Video, 3:40", {"type": "Music Video", "durationSeconds": 220}),
    ("Neon Coast is a 30-second commercial for national TV.",
     {"type": "Commercial", "subtype": "National TV", "durationSeconds": 30}),
    ("It is a brand film about bread.", {"type": "Brand Film"}),
    ("The commercial director Kim Wu called.", {}),
    ("Call: 3:40 AM", {}),
    ("STATUS: POST PRODUCTION", {"status": "Post Production"}),
    ("Status: thriving", {}),
    ("NON-UNION PRODUCTION.", {"unionStatus": "Non-Union"}),
    ("This is not a union shoot.", {"unionStatus": "Non-Union"}),
    ("This is a union production.", {"unionStatus": "Union"}),
    ("The union of both colours.", {}),
    ("CALL SHEET - DAY 2 OF 4", {"shootDays": 4}),
    ("A three-day shoot", {"shootDays": 3}),
    ("Frames are 2.39:1, 9:16 for phones. Lunch is at 4:30.", {"aspectRatios": ["2.39:1", "9:16"]}),
    ("Location: Pier 70, Seattle, WA",
     {"shootLocations": ["Pier 70"], "primaryLocation": "Seattle, WA"}),
    ("LOCATION: OLD MILL, LOS ANGELES, CA",
     {"shootLocations": ["Old Mill"], "primaryLocation": "Los Angeles, CA"}),
    ("Narrative: One Night\nLocation: Empty Harbor", {}),
    ("Shoot dates: May 20-21, 2025",
     {"shootStartDate": date(2025, 5, 20), "shootEndDate": date(2025, 5, 21)}),
    ("Shoot date: May 20, 2025\nWrap date: May 22, 2025",
     {"shootStartDate": date(2025, 5, 20), "shootEndDate": date(2025, 5, 22)}),
    ("The film is delivered on October 18, 2024.", {"deliveryDate": date(2024, 10, 18)}),
    ("Pitch date: 2025-01-14", {"pitchDate": date(2025, 1, 14)}),
    ("Delivery would have been May 4, 2025.", {}),
    ("Signed on May 4, 2025.", {}),
    ("We estimate a budget range of $300,000 to $350,000.",
     {"budgetTier": "$300k+", "currency": "USD"}),
    ("A budget range of $90,000 to $350,000.", {"currency": "USD"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), STATED)
def test_a_project_is_what_its_document_states_and_no_more(
    text: str, told: dict[str, object]
) -> None:
    assert project(text) == told


def test_days_of_shooting_are_the_first_and_the_last_of_all_pages() -> None:
    told = project("Shoot day 2 of 2: March 18, 2025", "Shoot day 1 of 2: March 17, 2025")
    assert told["shootStartDate"] == date(2025, 3, 17)
    assert told["shootEndDate"] == date(2025, 3, 18)


@pytest.mark.parametrize(
    ("value", "site", "city"),
    [
        ("Bend, OR", "", "Bend, OR"),
        ("Borough Market, London", "Borough Market", "London"),
        ("London", "", "London"),
        ("the old mill", "the old mill", ""),
        ("Stage 4, Lot B, Burbank, CA", "Stage 4, Lot B", "Burbank, CA"),
        ("", "", ""),
    ],
)
def test_a_place_is_a_site_and_a_city(value: str, site: str, city: str) -> None:
    assert split_place(value) == (site, city)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("GAFFER: KIM WU (IATSE LOCAL 728)", {"unionStatus": "Union", "unionLocal": "Local 728"}),
        ("1ST AD: KIM WU (DGA)", {"unionStatus": "Union", "unionLocal": "DGA"}),
        ("Talent: Kim Wu (non-union)", {"unionStatus": "Non-Union"}),
        ("Gaffer: Kim Wu (call 5:00)", {}),
        ("Gaffer: Kim Wu. The DGA was told.", {}),
    ],
)
def test_a_union_in_brackets_is_the_one_of_whom_it_stands_behind(
    text: str, told: dict[str, object]
) -> None:
    facts = [one for one in read(text).facts if one.label == "Person"]
    assert fold_facts(facts) == told
    assert {one.name for one in facts} <= {"Kim Wu"}


def test_every_fact_has_the_words_that_state_it() -> None:
    pages = [text for text, _ in STATED]
    for one in read(*pages).facts:
        assert pages[one.span.page - 1][one.span.start : one.span.end].strip()


def fact(name: str, value: object, confidence: float = 0.9) -> NodeFact:
    return NodeFact("Project", "", name, value, Span(0, 1), confidence)


def test_what_most_facts_say_stands_and_of_equals_the_surest() -> None:
    facts = [fact("type", "A", 0.95), fact("type", "B", 0.5), fact("type", "B", 0.5)]
    assert fold_facts(facts) == {"type": "B"}
    assert fold_facts([fact("type", "A", 0.5), fact("type", "B")]) == {"type": "B"}
    assert fold_facts([fact("type", "A"), fact("type", "B")]) == {"type": "A"}


def test_lists_hold_every_value_once() -> None:
    facts = [fact("aspectRatios", one) for one in ("16:9", "1:1", "16:9")]
    assert fold_facts(facts) == {"aspectRatios": ["16:9", "1:1"]}
