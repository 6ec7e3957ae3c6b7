"""What is told of a document follows from its name, its words and its layout."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.converting.converted import Facts, Page
from onevice_assets.entertainment.documents.telling.measure_quality import measure_quality
from onevice_assets.entertainment.documents.telling.protection import list_groups, protect
from onevice_assets.entertainment.documents.telling.summarize import summarize
from onevice_assets.entertainment.documents.telling.tell_document import read_moment, tell_document
from onevice_assets.entertainment.documents.telling.tell_language import tell_language
from onevice_assets.entertainment.documents.telling.tell_type import tell_type
from onevice_assets.entertainment.documents.telling.weigh_words import choose_keywords, weigh_words
from onevice_assets.tables.documents import PHASES, TYPES

TREATMENT = """NIGHT DRIVE
Director's vision by Ava Stone
We open on a neon street in Toronto. The camera follows the artist through the rain, always moving.
The color palette is deep blue with amber accents. The lighting stays low and the performance raw.
My approach is narrative: a single night, told backwards. Casting looks for dancers, not models.
"""
DECK = """Pitch for Acme Soda
The idea
A campaign that tastes of summer
Target audience
Why us
Selected work
Next steps
Thank you"""
BUDGET = """PRODUCTION BUDGET
Account\tDescription\tQty\tRate\tTotal
1100\tDirector\t5\t$2,500.00\t$12,500.00
2300\tCamera rental\t3\t$1,200.00\t$3,600.00
Contingency\t10%\t$1,610.00
Grand total\t$17,710.00"""
CONTRACT = """DIRECTOR SERVICES AGREEMENT
This Agreement is entered into by and between Acme Films ("Producer") and Ava Stone.
1. Services. Director shall render services as set forth herein.
2. Compensation. Producer shall pay the fee.
3. Indemnification. The parties shall indemnify each other.
4. Governing law. This Agreement shall be governed by the laws of New York.
IN WITNESS WHEREOF the parties have signed."""
CALL_SHEET = """NIGHT DRIVE - CALL SHEET
Shoot day 1 of 2\tGeneral crew call: 7:00 AM
Nearest hospital\tSt. Mary's
Weather\tSunny\tSunrise 6:41 AM
Director\tAva Stone\t7:00 AM
Gaffer\tLi Wei\t6:30 AM
Lunch\t1:00 PM"""
SCRIPT = """FADE IN:
INT. DINER - NIGHT
A waitress pours coffee.
MARLA
You came back.
JOE (V.O.)
I never left.
EXT. PARKING LOT - NIGHT
CUT TO:"""


@pytest.mark.parametrize(
    ("name", "text", "type_", "phase"),
    [
        ("a.docx", TREATMENT, "Treatment", "Pitch"),
        ("a.pptx", DECK, "Pitch Deck", "Pitch"),
        ("a.pdf", BUDGET, "Budget", "Pre-Production"),
        ("final_budget_actuals.pdf", BUDGET, "Budget", "Delivery"),
        ("a.docx", CONTRACT, "Contract", "Pre-Production"),
        ("a.pdf", CALL_SHEET, "Call Sheet", "Production"),
        ("A.PDF", CALL_SHEET.upper(), "Call Sheet", "Production"),
        ("a.txt", SCRIPT, "Script", "Pre-Production"),
        ("notes.txt", "Buy milk and call the plumber about the sink.", "Unknown", None),
        ("slides.pptx", "Quarterly duck survey\nDucks\n120", "Unknown", None),
        ("empty.txt", "", "Unknown", None),
    ],
)
def test_the_type_is_told_by_words_and_layout(
    name: str, text: str, type_: str, phase: str | None
) -> None:
    told = tell_type(name, text, is_slides=name.endswith("pptx"))
    assert (told.type, told.phase) == (type_, phase)
    assert 0 <= told.confidence <= 1


def test_the_name_alone_tells_a_type_with_little_confidence() -> None:
    told = tell_type("drakes_gods_plan_treatment_v3.pdf", "Nothing that tells.", is_slides=False)
    assert told.type == "Treatment"
    assert told.confidence < 0.7


@given(st.text(), st.text(), st.booleans())
def test_any_text_has_a_type_of_the_list(name: str, text: str, is_slides: bool) -> None:
    told = tell_type(name, text, is_slides=is_slides)
    assert told.type in TYPES
    assert told.phase in (*PHASES, None)
    assert 0 <= told.confidence <= 1


@pytest.mark.parametrize(
    ("type_", "text", "level", "encryption", "confidential", "nda"),
    [
        ("Budget", "", 1, "advanced", True, False),
        ("Contract", "", 2, "advanced", True, False),
        ("Treatment", "", 4, "basic", False, False),
        ("Treatment", "STRICTLY CONFIDENTIAL\nNight Drive", 2, "advanced", True, False),
        ("Budget", "Confidential", 1, "advanced", True, False),
        ("Pitch Deck", "An NDA is required.", 2, "advanced", False, True),
        ("Unknown", "", 3, "basic", False, False),
    ],
)
def test_protection_follows_type_and_marks(
    type_: str, text: str, level: int, encryption: str, confidential: bool, nda: bool
) -> None:
    told = protect(type_, text)
    assert (told.sensitivity_level, told.encryption_level) == (level, encryption)
    assert (told.is_confidential, told.requires_nda) == (confidential, nda)


def test_no_mark_makes_a_document_less_sensitive() -> None:
    for type_ in TYPES:
        plain, marked = protect(type_, ""), protect(type_, "Confidential. NDA required.")
        assert marked.sensitivity_level <= plain.sensitivity_level
        assert marked.retention_period_days == plain.retention_period_days


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (TREATMENT, "en"),
        (CALL_SHEET.upper(), "en"),
        ("Die Regisseurin öffnet auf einer nassen Straße in Berlin, die Kamera folgt ihr.", "de"),
        ("La caméra suit l'artiste sous la pluie, dans une rue éclairée par des néons.", "fr"),
        ("OK", None),
        ("", None),
        ("12 34 56 78 90 " * 20, None),
    ],
)
def test_the_language_is_told_where_there_is_enough_text(text: str, language: str | None) -> None:
    assert tell_language(text)[0] == language


def test_keywords_set_the_document_apart() -> None:
    words = choose_keywords(weigh_words(TREATMENT, "en"))
    assert {"neon", "toronto"} <= set(words)
    assert not {"the", "with", "through"} & set(words)


def test_a_summary_is_made_of_sentences_of_the_document_in_their_order() -> None:
    summary = summarize(TREATMENT, weigh_words(TREATMENT, "en"), 2)
    sentences = [one + "." for one in summary.rstrip(".").split(". ")]
    places = [" ".join(TREATMENT.split()).find(one) for one in sentences]
    assert len(places) >= 2
    assert places == sorted(places)
    assert min(places) >= 0


@given(st.text(max_size=3000))
def test_a_summary_of_any_text_is_short(text: str) -> None:
    assert len(summarize(text, weigh_words(text, "en"))) <= 600


@pytest.mark.parametrize(
    ("pages", "low", "high"),
    [
        ([TREATMENT], 0.99, 1),
        ([TREATMENT, ""], 0.49, 0.51),
        (["\ue000\ue001\ue002\ue003 \ufffd\ufffd\ufffd"], 0, 0.01),
        (["xkcdq zzzzt brrrrt gfdsq wrtpk " * 20], 0.4, 0.6),
        ([""], 0, 0),
        ([], 0, 0),
    ],
)
def test_quality_falls_with_empty_pages_lost_letters_and_words_that_are_none(
    pages: list[str], low: float, high: float
) -> None:
    assert low <= measure_quality(pages) <= high


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-09-17T12:00:00+02:00", datetime(2025, 9, 17, 10, tzinfo=UTC)),
        ("2025-09-17", datetime(2025, 9, 17, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("last week", None),
        (None, None),
    ],
)
def test_a_moment_of_the_metadata_is_utc_or_none(text: str | None, moment: datetime | None) -> None:
    assert read_moment(text) == moment


def test_a_title_that_a_program_filled_in_is_none() -> None:
    facts = Facts("docx", title="Microsoft Word - treat.docx", author="python-docx")
    told = tell_document("night_drive_v3.2.docx", facts, [Page(1, TREATMENT)])
    assert (told["title"], told["author"], told["version"]) == ("NIGHT DRIVE", None, "v3.2")
    assert json.loads(told["keywords"])


@pytest.mark.parametrize(
    ("path", "groups"),
    [
        ("contract.pdf", []),
        ("night/contract.pdf", []),
        ("@legal/contract.pdf", ["legal"]),
        ("night/@legal/@Finance/@legal/contract.pdf", ["Finance", "legal"]),
        ("@/contract.pdf", []),
        ("legal@acme/@contract.pdf", []),
    ],
)
def test_folders_that_begin_with_a_sign_are_groups(path: str, groups: list[str]) -> None:
    assert list_groups(path) == groups
