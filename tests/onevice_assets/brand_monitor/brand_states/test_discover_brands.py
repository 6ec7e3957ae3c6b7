"""What discovery promises: names people would call brands, merged, and no headings."""

from __future__ import annotations

from onevice_assets.brand_monitor.brand_states.discover_brands import Candidate, discover, is_sure

PHONES = (
    "### 1. **Samsung Galaxy A54**\n* **Price**: $450\n* **Battery Life**: good\n\n"
    "### 2. **OnePlus Nord 3**\n* **Price**: $400\n* **Battery Life**: great\n",
    "Here are some: Top Picks: Samsung S24: A phone.OnePlus 13R: Fast phone.Motorola Edge: Nice."
    " Samsung Galaxy S24$549.994.4(9k+)OnePlus 13R$499.994.5(2k+)Things to Consider: Price: low.",
    "| Brand | Price |\n|---|---|\n| Samsung S23 | $5 |\n| Motorola G | $4 |\n\nI like Samsung.",
)


def _find(*texts: str) -> dict[str, Candidate]:
    return {one.name: one for one in discover((str(n), text) for n, text in enumerate(texts))}


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


def test_23_spellings_of_one_name_are_one_candidate() -> None:
    texts = [f"1. **{name} Magnifica**\n2. **Breville Bambino**" for name in
             ("De'Longhi", "DeLonghi", "Delonghi", "De’Longhi")]  # fmt: skip
    found = [one for one in _find(*texts).values() if "onghi" in one.name]
    assert len(found) == 1
    assert found[0].response_count == len(texts)


def test_two_short_names_are_not_merged() -> None:
    texts = ("1. **Bear Elite**\n2. **Beats Fit**", "1. **Bear Pro**\n2. **Beats Solo**")
    assert {"Bear", "Beats"} <= set(_find(*texts))


def test_a_name_of_two_words_stays_whole() -> None:
    texts = ("1. **New Balance 880**\n2. **Asics Nimbus**", "1. **New Balance 1080**\n2. **Asics**")
    assert "New Balance" in _find(*texts)


def test_nothing_is_found_in_nothing() -> None:
    assert _find() == {}
    assert _find("", "\n\n", "🙂🙂", "ok.") == {}
