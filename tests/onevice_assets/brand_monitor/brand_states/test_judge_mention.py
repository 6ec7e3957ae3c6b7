"""What the words around a name make of it, in several languages."""

from __future__ import annotations

import pytest

from tests.onevice_assets.brand_monitor.brand_states.reading import read

BRANDS = ("Nike", "Adidas", "Reebok", "Reddit")


def told(text: str) -> dict[str, str]:
    """Presence of each brand; a + or - for a tone."""
    sign = {"positive": "+", "negative": "-", "neutral": "", None: ""}
    return {name: one.presence + sign[one.polarity] for name, one in read(text, *BRANDS).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I would not recommend Nike; go with Adidas.", ("mentioned-", "recommended+")),
        ("If you already own Nike shoes, try Adidas.", ("mentioned", "recommended+")),
        ("The best alternative to Nike is Adidas.", ("compared", "recommended+")),
        ("- If you race: **Nike**\n- If you jog → **Adidas**", ("recommended+", "recommended+")),
        ("**Brands to avoid**\n\n* Nike\n* Adidas", ("mentioned-", "mentioned-")),
        (
            "| Need | Best choice |\n|---|---|\n| Racing | Nike |\n| Jogging | Adidas |",
            ("recommended+", "recommended+"),
        ),
        ("Nike is better than Adidas for racing.", ("compared+", "compared-")),
        ("* **Nike** and **Adidas** – both last.", ("recommended+", "recommended+")),
        ("✅ **Nike** – light\n❌ **Adidas** – heavy", ("recommended+", "recommended+")),
    ],
)
def test_advice_reaches_the_name_it_is_about(text: str, expected: tuple[str, str]) -> None:
    assert told(text) == {"Nike": expected[0], "Adidas": expected[1]}


@pytest.mark.parametrize(
    "text",
    [
        "Wer viel läuft, dem empfehle ich Adidas. Von Nike ist abzuraten, und zwar auf Asphalt.",
        "Je recommande Adidas pour la route. Il vaut mieux éviter Nike, qui est moins adapté.",
        "Para correr te recomiendo Adidas, que es la mejor. Evita Nike si tienes los pies anchos.",
        "Para correr recomendo Adidas, que é a melhor opção do mercado. Evite Nike em pistas.",
        "Per correre consiglio Adidas, che è la scelta migliore. Evita Nike se hai il piede largo.",
        "Voor hardlopen is Adidas de beste keuze. Je kunt Nike beter vermijden op het asfalt.",
        "路跑推荐Adidas，不推荐Nike。",
    ],
)
def test_advice_for_and_against_is_told_apart_in_other_languages(text: str) -> None:
    assert told(text) == {"Adidas": "recommended+", "Nike": "mentioned-"}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("According to Reddit, the sole lasts.", "Reddit", "trusted"),
        ("Ratings of 4.7 to 4.8 on Reddit are common.", "Reddit", "trusted"),
        ("The sole lasts long. ([Reddit][1])", "Reddit", "trusted"),
        ("The app works with Reebok watches.", "Reebok", "mentioned"),
        ("Adidas sold the brand; it was owned by Reebok.", "Reebok", "mentioned"),
        ("Consider the platform you use (e.g., Nike, Reebok).", "Reebok", "mentioned"),
        ("* **Best for:** Reebok fans and runners.", "Reebok", "mentioned"),
        ("Most people leave Reebok after a year.", "Reebok", "compared"),
        ("They are lighter than Nike or Reebok.", "Reebok", "compared"),
    ],
)
def test_what_governs_a_name_decides_before_what_stands_far_from_it(
    text: str, name: str, expected: str
) -> None:
    assert told(text)[name] == expected


def test_a_condition_praises_nobody() -> None:
    assert told("If you like Nike and want light shoes, Adidas is the best choice.") == {
        "Nike": "mentioned",
        "Adidas": "recommended+",
    }


def test_a_question_is_no_option() -> None:
    assert told("### Is Nike any good?\n\nIt has many fans.")["Nike"] == "mentioned"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("If looks matter, Nike. If the price matters, Adidas or Reebok.", "recommended"),
        ("Happy with one of these:\n\nNike: light\nAdidas: cheap\nReebok: wide", "recommended"),
        ("**Nike.** Light shoes.\n\n**Adidas.** Cheap.\n\n**Reebok.** Wide.", "recommended"),
        ("* Nike – skip.\n* Adidas – closed in 2024.\n* Reebok – not recommended.", "mentioned"),
        ("Three shops I'd hesitate to recommend:\n\n1. Nike\n2. Adidas\n3. Reebok", "mentioned"),
        ("**Left off the list:** Nike (too heavy), Adidas (thin), Reebok (dated).", "mentioned"),
        ("Check Nike, Adidas and Reebok for sales in November.", "mentioned"),
        ("**Best of the rest:** Nike (light), Adidas (cheap) and Reebok (wide).", "recommended"),
        ("**Nike.** Nike has ranked four soles first.\n\n**Adidas.** Adidas rates the grip low.\n\n"
         "**Reebok.** Reebok's survey was small.", "trusted"),
    ],
)  # fmt: skip
def test_the_shape_of_a_line_presents_its_names_or_takes_them_back(
    text: str, expected: str
) -> None:
    states = read(text, "Nike", "Adidas", "Reebok")
    assert {name: state.presence for name, state in states.items()} == dict.fromkeys(
        ("Nike", "Adidas", "Reebok"), expected
    )
