"""A document's pages become rows of the seed, each with its page and the words that say so."""

from __future__ import annotations

from decimal import Decimal

import pytest

from onevice_assets.entertainment.entities.names.read_heading import project_of_title
from onevice_assets.entertainment.entities.read_document import (
    DocumentEntities,
    Page,
    read_document,
)

PAGES = [
    Page(
        1,
        """Treatment
Project: "Neon Coast"
Client: Sprite
Production Company: London Alley
Director: Wanda Petrakis
Creative Director: Obi Nwosu (Anomaly)
Executive Producer: Kim Wu
Mood: dark, cinematic
Shoot: 12-14 March 2024 in Los Angeles
Starring Zadie Flux as The Siren
This is a SAG-AFTRA production.
""",
    ),
    Page(
        2,
        """Budget
Total budget: $275,000
Director fee (Wanda Petrakis): $40,000
Petrakis shoots in slow motion. Due 03/04/24.
""",
    ),
]


@pytest.fixture(scope="module")
def found() -> DocumentEntities:
    return read_document(PAGES)


def test_every_relationship_of_the_seed_is_read(found: DocumentEntities) -> None:
    edges = {(one.type, one.source[1], one.target[1]) for one in found.relationships}
    assert edges == {
        ("DIRECTED", "Wanda Petrakis", "Neon Coast"),
        ("CREATIVE_DIRECTED", "Obi Nwosu", "Neon Coast"),
        ("WORKS_FOR", "Obi Nwosu", "Anomaly"),
        ("PRODUCED", "Kim Wu", "Neon Coast"),
        ("PERFORMED_IN", "Zadie Flux", "Neon Coast"),
        ("FOR_CLIENT", "Neon Coast", "Sprite"),
        ("PRODUCED_BY", "Neon Coast", "London Alley"),
        ("UNION_PROJECT", "Neon Coast", "SAG-AFTRA"),
        ("INCORPORATES", "Neon Coast", "dark"),
        ("INCORPORATES", "Neon Coast", "cinematic"),
        ("INCORPORATES", "Neon Coast", "slow motion"),
        ("DESCRIBES", "", "Neon Coast"),
        *(
            ("MENTIONS", "", name)
            for name in ("Wanda Petrakis", "Obi Nwosu", "Kim Wu", "Zadie Flux")
        ),
    }


def test_edges_carry_the_properties_the_text_tells(found: DocumentEntities) -> None:
    told = {(one.type, one.source[1]): one.properties for one in found.relationships}
    assert told["DIRECTED", "Wanda Petrakis"] == {
        "role": "Director",
        "creditOrder": 1,
        "compensation": Decimal(40000),
        "currency": "USD",
    }
    assert told["CREATIVE_DIRECTED", "Obi Nwosu"]["agency"] == "Anomaly"
    assert told["PRODUCED", "Kim Wu"]["role"] == "Executive Producer"
    assert told["PERFORMED_IN", "Zadie Flux"]["characterName"] == "The Siren"
    assert "productionRole" not in told["PRODUCED_BY", "Neon Coast"]  # nothing says which
    assert told["UNION_PROJECT", "Neon Coast"]["unionCode"] == "SAG-AFTRA"


def test_mentions_are_counted_over_pages(found: DocumentEntities) -> None:
    (mention,) = [
        one
        for one in found.relationships
        if one.type == "MENTIONS" and one.target[1] == "Wanda Petrakis"
    ]
    assert mention.properties == {"mentionCount": 3, "pageNumbers": [1, 2]}


def test_every_span_lies_on_its_page(found: DocumentEntities) -> None:
    texts = {page.number: page.text for page in PAGES}
    spans = [one.span for one in found.relationships]
    spans += [span for person in found.people for span in person.mentions]
    assert all(texts[span.page][span.start : span.end].strip() for span in spans)


def test_facts_keep_their_page(found: DocumentEntities) -> None:
    assert [(page, fact.purpose) for page, fact in found.money] == [
        (2, "totalBudget"),
        (2, "compensation"),
    ]
    assert [page for page, _ in found.dates] == [1, 1, 2]
    assert found.dates[-1][1].is_ambiguous
    assert [place.name for place in found.locations] == ["Los Angeles"]


def test_the_same_pages_give_the_same_rows() -> None:
    assert read_document(PAGES) == read_document(PAGES)


@pytest.mark.parametrize("pages", [[], [Page(1, "")], [Page(1, "Nothing to see here.")]])
def test_a_document_that_names_nobody_gives_no_rows(pages: list[Page]) -> None:
    found = read_document(pages)
    assert not found.people
    assert not found.relationships


def test_the_title_of_the_document_is_its_project_where_no_page_names_one() -> None:
    found = read_document([Page(1, "Directed by Wanda Petrakis")], title="Neon Coast")
    first = found.relationships[0]
    assert (first.type, first.target[1]) == ("DIRECTED", "Neon Coast")


def test_an_edge_without_a_project_is_left_out() -> None:
    found = read_document([Page(1, "Directed by Wanda Petrakis")])
    assert {one.type for one in found.relationships} == {"MENTIONS"}


@pytest.mark.parametrize(
    ("title", "project"),
    [
        ("Neon Coast: Director's Treatment v2", "Neon Coast"),
        ("Neon Coast — Final Budget", "Neon Coast"),
        ("Neon Coast Pitch Deck", "Neon Coast"),
        ("Neon Coast", "Neon Coast"),
        ("Neon Coast: look notes for the treatment", "Neon Coast"),
        ("Call Sheet: Neon Coast", "Neon Coast"),
        ("CALL SHEET — DAY 1 OF 3", ""),
        ("Production Services Agreement", ""),
        ("Treatment", ""),
        ("", ""),
    ],
)
def test_a_title_names_its_project_without_the_kind_and_version_of_the_document(
    title: str, project: str
) -> None:
    assert project_of_title(title) == project


def test_a_note_in_brackets_is_no_part_of_a_project() -> None:
    assert read_document([Page(1, "Project: Neon Coast (music video)\n")]).project == "Neon Coast"


def test_a_member_of_a_union_does_not_work_for_it() -> None:
    found = read_document([Page(1, "Project: Neon Coast\nGAFFER: WANDA PETRAKIS (IATSE)\n")])
    assert not [one for one in found.relationships if one.type == "WORKS_FOR"]


def test_a_line_that_lists_concepts_holds_no_other_ones() -> None:
    found = read_document([Page(1, "Visual Style: Neon Rain\nNarrative: Last Bus\n")])
    assert [one.name for one in found.concepts] == ["Neon Rain", "Last Bus"]


@pytest.mark.parametrize("company", ["Barrow & Nwosu", "Halcyon & Reed"])
def test_two_surnames_with_an_ampersand_are_a_company(company: str) -> None:
    found = read_document([Page(1, f"Creative Director: Wanda Petrakis, {company}\n")])
    assert [one.name for one in found.organizations] == [company]
    assert [one.name for one in found.people] == ["Wanda Petrakis"]


@pytest.mark.parametrize("second", ["Kim Wu", "Wu"])
def test_two_people_with_an_ampersand_are_no_company(second: str) -> None:
    found = read_document([Page(1, f"Directors: Wanda Petrakis & {second}\n")])
    assert [one.name for one in found.people] == ["Wanda Petrakis", second]


def test_a_video_is_made_for_the_label_of_its_artist() -> None:
    found = read_document([Page(1, "Project: Neon Coast\nLabel: Barrow Records\n")])
    edges = [(one.type, one.target[1]) for one in found.relationships]
    assert ("FOR_CLIENT", "Barrow Records") in edges
