"""What discovery promises: names people would call brands, merged, and no headings."""

from __future__ import annotations

import time

import pytest

from onevice_assets.brand_monitor.brand_states.discovering.discover_brands import (
    MIN_CONFIDENCE,
    Candidate,
    discover,
    is_sure,
)
from onevice_assets.brand_monitor.brand_states.discovering.merge_names import merge_names
from onevice_assets.brand_monitor.brand_states.measuring.bench import make_answers, make_names

PHONES = (
    "### 1. **Samsung Galaxy A54**\n* **Price**: $450\n* **Battery Life**: good\n\n"
    "### 2. **OnePlus Nord 3**\n* **Price**: $400\n* **Battery Life**: great\n",
    "Here are some: Top Picks: Samsung S24: A phone.OnePlus 13R: Fast phone.Motorola Edge: Nice."
    " Samsung Galaxy S24$549.994.4(9k+)OnePlus 13R$499.994.5(2k+)Things to Consider: Price: low.",
    "| Brand | Price |\n|---|---|\n| Samsung S23 | $5 |\n| Motorola G | $4 |\n\nI like Samsung.",
)


def _find(*texts: str) -> dict[str, Candidate]:
    return {one.name: one for one in discover((str(n), text) for n, text in enumerate(texts))}


def _likely(*texts: str) -> set[str]:
    return {one.name for one in _find(*texts).values() if one.confidence >= MIN_CONFIDENCE}


def _sure(*texts: str) -> set[str]:
    found = _find(*texts).values()
    return {one.name for one in found if is_sure(one.name, one.response_count, one.confidence)}


def test_names_that_open_options_in_several_answers_are_sure() -> None:
    assert _sure(*PHONES) == {"Samsung", "OnePlus", "Motorola"}


def test_evidence_points_at_the_name() -> None:
    for candidate in _find(*PHONES).values():
        for place in candidate.evidence:
            text = PHONES[int(place.response_id)]
            assert text[place.start : place.end].split()[0] in " ".join(candidate.surfaces)


def test_18_headings_and_labels_are_no_competitors() -> None:
    text = (
        "## Policy Enforcement Architecture\n\n## Why this matters\n\n"
        "* **Health Coaching**: nice\n* **Work**: hard\n* **Beta = 0**: no\n\n"
        "## Best Overall\n\n## Battery Life\n\n**Things to consider**\n"
    )
    assert _sure(text, text.replace("nice", "good"), text.replace("hard", "easy")) == set()


def test_18_headings_are_below_the_cut_in_a_single_answer_too() -> None:
    found = _find(
        "## Policy Enforcement Architecture\n\n## Why this matters\n\n## Best Overall\n\n"
        "* **Health Coaching**: nice\n* **Work**: hard\n* **Beta = 0**: no\n\n## Battery Life\n"
    )
    assert [one.name for one in found.values() if one.confidence >= MIN_CONFIDENCE] == []


def test_names_in_an_enumeration_are_found_whole() -> None:
    found = _likely(
        "For the same look, try brands like Eres, Hunza G, and Zimmermann. Large retailers like "
        "Nordstrom and Kohl's are good options too."
    )
    assert {"Eres", "Hunza G", "Zimmermann", "Nordstrom", "Kohl's"} <= found


def test_a_name_seen_once_in_one_answer_is_likely() -> None:
    found = _likely(
        "1. **Skullcandy Push Active** – sport\n2. **Jabra Elite 8** – solid\n"
        "3. **Polestar 3** – no earbud at all\n"
    )
    assert found == {"Skullcandy", "Jabra", "Polestar"}


def test_a_gloss_in_brackets_is_no_part_of_a_name() -> None:
    text = "4. **Goon (大王)**\n   - soft\n5. **Moony (尤妮佳)**\n   - dry\n6. **Huggies (好奇)**\n"
    assert _likely(text) == {"Goon", "Moony", "Huggies"}


def test_places_and_months_are_no_brands() -> None:
    text = (
        "We tested **Ryobi** and **DeWalt** in London, Berlin and Lisbon in March. "
        "Ryobi ships from Germany; DeWalt, by contrast, ships from Texas."
    )
    assert _likely(text) == {"Ryobi", "DeWalt"}


def test_german_nouns_are_no_names() -> None:
    text = (
        "Für ein mittelständisches Unternehmen kommen vor allem **DocuWare** und **ELO** in Frage. "
        "Die Einrichtung ist für die Mitarbeiter nicht schwer, und der Anbieter hilft mit dem "
        "Vertrag, der Rechnung und der Archivierung."
    )
    assert _likely(text) == {"DocuWare", "ELO"}


def test_a_maker_before_its_better_known_product_is_no_second_brand() -> None:
    found = _find(
        "Mozilla Firefox is private. I use Firefox daily, and Firefox is fast.",
        "Google Chrome is quick. Chrome works well with Gmail and Chrome syncs.",
        "**Firefox** and **Chrome** lead.",
    )
    assert set(found["Firefox"].surfaces) == {"Firefox", "Mozilla Firefox"}
    assert set(found["Chrome"].surfaces) == {"Chrome", "Google Chrome"}


def test_a_name_that_only_citations_show_is_a_source() -> None:
    found = _find("Sony is best.[RTINGS][1]\n\n* **Sony WH-1000XM5**: good ([RTINGS][1])\n")
    assert found["RTINGS"].is_source
    assert not found["Sony"].is_source


def test_the_same_answers_give_the_same_candidates() -> None:
    answers = [(str(number), text) for number, text in enumerate(PHONES)]
    assert discover(answers) == discover(iter(answers))


@pytest.mark.timed
def test_many_names_take_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        answers = make_answers(count, make_names(5_000))
        started = time.process_time()
        discover((str(number), text) for number, text in enumerate(answers))
        return time.process_time() - started

    assert seconds(200) < 3 * 8 * max(seconds(25), 0.02)


def test_23_spellings_of_one_name_are_one_candidate() -> None:
    texts = [f"1. **{name} Magnifica**\n2. **Breville Bambino**" for name in
             ("De'Longhi", "DeLonghi", "Delonghi", "De’Longhi")]  # fmt: skip
    found = [one for one in _find(*texts).values() if "onghi" in one.name]
    assert len(found) == 1
    assert found[0].response_count == len(texts)


@pytest.mark.parametrize("stem", ["Prioriti", "Familia", "Moderni", "Equaliza", "Sterili"])
def test_a_spelling_near_two_names_joins_the_commoner_one(stem: str) -> None:
    common, rare, between = f"{stem}ze", f"{stem}es", f"{stem}zes"
    assert merge_names({rare: 2, between: 1, common: 3}) == [[common, between], [rare]]


def test_two_short_names_are_not_merged() -> None:
    texts = ("1. **Bear Elite**\n2. **Beats Fit**", "1. **Bear Pro**\n2. **Beats Solo**")
    assert {"Bear", "Beats"} <= set(_find(*texts))


def test_a_name_of_two_words_stays_whole() -> None:
    texts = ("1. **New Balance 880**\n2. **Asics Nimbus**", "1. **New Balance 1080**\n2. **Asics**")
    assert "New Balance" in _find(*texts)


def test_nothing_is_found_in_nothing() -> None:
    assert _find() == {}
    assert _find("", "\n\n", "🙂🙂", "ok.") == {}


def test_the_writer_is_no_brand() -> None:
    told = _find(
        "Here are the browsers I would look at: Vivaldi.",
        "The ones I'd pick first are listed below, and I’ve tried Vivaldi.",
    )
    assert "Vivaldi" in told
    assert not {"I", "I'd", "I’ve"} & set(told)
