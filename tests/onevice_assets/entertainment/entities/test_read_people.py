"""Who does what is read in the person's own context, and every name stands in the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.read_people import read_people

CONTEXTS = [
    ("Under creative director Ana Ruiz, director Tom Berg shot the film.",
     {"Ana Ruiz": ["Creative Director"], "Tom Berg": ["Director"]}),
    ("The film was not directed by Tom Berg, but by Ana Ruiz.",
     {"Tom Berg": [], "Ana Ruiz": ["Director"]}),
    ("Former creative director Ana Ruiz directed the spot.", {"Ana Ruiz": ["Director"]}),
    ("Director X helmed the clip.", {"Director X": ["Director"]}),
    ("Associate Creative Director: Ana Ruiz", {"Ana Ruiz": ["Associate Creative Director"]}),
    ("Tom Berg, not Ana Ruiz, directed it.", {"Tom Berg": ["Director"], "Ana Ruiz": []}),
    ("Directed by Tom Berg and shot by Ana Ruiz.",
     {"Tom Berg": ["Director"], "Ana Ruiz": ["Director of Photography"]}),
    ("Shot by Ana Ruiz.", {"Ana Ruiz": ["Director"]}),
    ("The Directors Guild of America met.", {}),
    ("Saatchi & Saatchi and Warner Bros. met at Park Pictures.", {}),
    ("Director: TBD", {}),
    ("Ana Ruiz and Tom Berg, director and DP respectively, met.",
     {"Ana Ruiz": ["Director"], "Tom Berg": ["Director of Photography"]}),
    ("INT. KITCHEN - NIGHT\n\nMARGOT, 30s, waits.\n\nMARGOT\nIt hums.\n\nWritten by Ana Ruiz",
     {"Ana Ruiz": ["Writer"]}),
    ("Fees\nRuiz, Ana (DP)\t$12,000\nBerg, Tom\t$9,000",
     {"Ana Ruiz": ["Director of Photography"], "Tom Berg": []}),
    ("Directors: Tom, Ana", {"Tom": ["Director"], "Ana": ["Director"]}),
    ("Ana Ruiz wrote:\n> The editor is Tom Berg.", {"Ana Ruiz": [], "Tom Berg": ["Editor"]}),
    ("Ana Ruiz directs and shoots.", {"Ana Ruiz": ["Director", "Director of Photography"]}),
    ("Director: Ana Ruiz, Black Heron Films", {"Ana Ruiz": ["Director"]}),
    ("Union crew. NON-UNION PRODUCTION.", {}),
    ("Ed: Kim Wu / Prod: Tom Berg", {"Kim Wu": ["Editor"], "Tom Berg": ["Producer"]}),
    ("Ed Harris directed.", {"Ed Harris": ["Director"]}),
    ("D: Ana Ruiz. P: 310-555-0101", {"Ana Ruiz": ["Director"]}),
    ("PD\tKim Wu\t6A", {"Kim Wu": ["Production Designer"]}),
    ("Berg, Tom said he directs it.", {"Tom Berg": ["Director"]}),
    ("Creative by Barton & Reedy. Directed by Ana Ruiz.", {"Ana Ruiz": ["Director"]}),
    ("Directed by Petrakis & Sorensen.", {"Petrakis": ["Director"], "Sorensen": ["Director"]}),
    ("Client: Peter Gray Opticians\nDirector: Ana Ruiz", {"Ana Ruiz": ["Director"]}),
    ("CAST\n1. ANA RUIZ\tTHE WIDOW\n2. TOM BERG\tFRANK\n\nFRANK OZ\tDIRECTOR",
     {"Ana Ruiz": ["Talent"], "Tom Berg": ["Talent"], "Frank Oz": ["Director"]}),
    ("Ana Ruiz began as copywriter and was promoted to creative director.",
     {"Ana Ruiz": ["Creative Director"]}),
    ("Director: Luca dell'Acqua", {"Luca dell'Acqua": ["Director"]}),
    ("Agency: Morgan Blake\nDirector: Ana Ruiz", {"Ana Ruiz": ["Director"]}),
    ("", {}),
    ("*AND*", {}),
    ("DIRECTOR\nTOM BERG\n\nPRODUCERS\nANA RUIZ\nKIM WU",
     {"Tom Berg": ["Director"], "Ana Ruiz": ["Producer"], "Kim Wu": ["Producer"]}),
    ("Ana Ruiz met Tom Berg. Berg directed the film, Ruiz was creative director.",
     {"Ana Ruiz": ["Creative Director"], "Tom Berg": ["Director"]}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "people"), CONTEXTS)
def test_each_person_has_the_role_of_their_own_context(
    text: str, people: dict[str, list[str]]
) -> None:
    found = {one.name: [held.role.name for held in one.roles] for one in read_people(text)}
    assert found == people


LAYOUTS = [
    "Director: {0}\nCreative Director: {1}", "DIRECTOR ...... {0}\nCREATIVE DIRECTOR ...... {1}",
    "{0} | Director | 555-0101\n{1} | Creative Director | 555-0102",
    "Director\t{0}\t6:00 AM\nCreative Director\t{1}\t7:00 AM",
    "| Role | Name |\n|---|---|\n| Director | {0} |\n| Creative Director | {1} |",
    "**Director:** {0}\n**Creative Director:** {1}", "Diretor: {0}\nCreatve Director: {1}",
    "{0} – Director\n{1} – Creative Director",
    "<b>Director</b>: {0}<br><b>Creative Director</b>: {1}",
    "1. Director – {0}\n2. Creative Director – {1}", "Director: {0} / Creative Director: {1}",
    "{0} directed; {1} was the creative director.", "Directed by {0}. Concept by {1}.",
    "{1} conceived the film that {0} directed.", "director {0}, creative director {1}",
]  # fmt: skip
NAMES = [
    ("Ana Ruiz", "Tom Berg"), ("J.J. Abrams", "Guillermo del Toro"),
    ("Lupita Nyong'o", "Jo-Ann Pritchard"),
    ("Sacha Baron Cohen", "Robert Downey Jr."), ("Björn Ångström", "Chloé Zhao"),
]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("director", "creative"), NAMES)
def test_every_layout_reads_every_kind_of_name(layout: str, director: str, creative: str) -> None:
    text = layout.format(director, creative)
    found = {one.name: [held.role.name for held in one.roles] for one in read_people(text)}
    assert found == {director: ["Director"], creative: ["Creative Director"]}


PIECES = [
    "Director", "creative director", "Ruiz, ", "Ana",
    ": ", "Ana Ruiz", "TOM BERG", ", ", "\n", "\t", " | ", " not ",
    "directed by ", "“Night”", "'s ", "(", ")", " – ", "....", "$5k", "@", "Dir. ", "J.", "-", "İ",
    "\u200d", "ß", "\x00", "שלום", "🙂", " as ", " and ", "the ", "<br>", "*", "&", "Nike", "Paris",
    "1st AD", "…",
]  # fmt: skip
ANY_TEXT = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
)


def _words(name: str) -> list[str]:
    """The words of a name in no order: "Ruiz, Ana" is Ana Ruiz."""
    return sorted(name_key(name).split())


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_every_name_and_every_sign_stands_in_the_text_where_it_is_said_to(text: str) -> None:
    for person in read_people(text):
        said = [_words(text[span.start : span.end]) for span in person.mentions]
        assert _words(person.name) in said
        assert all(text[one.span.start : one.span.end].strip() for one in person.roles)
        assert all(0 < one.confidence <= 1 for one in person.roles)
