"""The hard cases of brand detection, by the number the field notes give them.

Each one failed in some open tool on real data. 18 is in `test_discover_brands`; 20 to 22 (shares
and their denominators) are in `test_hard_cases_of_shares` of the stage share_of_voice; 23 (merging
and unmerging names) is in `test_decisions` here and in `test_brand_merges` of the control plane.
"""

from __future__ import annotations

import pytest

from tests.onevice_assets.brand_monitor.brand_states.reading import named, read


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Polished vinyl tile for every installation.", "LI"),
        ("Prices include tax since May.", "Inc"),
        ("A large general storage garage.", "GE"),
        ("Great audio for audiophiles.", "Audi"),
        ("Before your purchase, compare.", "Chase"),
        ("Adequate regarding the string.", "Ring"),
    ],
)
def test_01_a_short_name_inside_a_word_is_no_mention(text: str, name: str) -> None:
    assert named(text, name) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Can you tell me whether you like it? You can.", "You.com"),
        ("On monday we shipped it.", "Monday"),
        ("You can zoom in on the map.", "Zoom"),
        ("Discover great deals and target your budget.", "Target"),
        ("Discover great deals and target your budget.", "Discover"),
        ("They are made in Italy and far away.", "Made In"),
        ("* **Comfort:** Soft\n* **Power:** 1200 W\n* **Price:** $20", "Power"),
        ("Note: prices vary.", "Note"),
        ("The Breville Barista Express is great.", "Express"),
    ],
)
def test_02_an_everyday_word_is_no_mention(text: str, name: str) -> None:
    assert named(text, name, "Breville") <= {"Breville"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("You can buy it at Target or online.", "Target"),
        ("Top picks:\n\n1. **Sony X90** – bright\n2. **Away Carry-On** – light", "Away"),
        ("We use Zoom for calls.", "Zoom"),
        ("1. **Made In** – pans\n2. **All-Clad** – pans", "Made In"),
        ("Stores like Walmart, Target, and Costco sell it.", "Target"),
    ],
)
def test_03_capitals_and_company_make_a_word_a_name(text: str, name: str) -> None:
    assert name in named(text, name, "Sony", "Walmart", "Costco", "All-Clad")


@pytest.mark.parametrize(
    "surface", ["Demand IQ", "Demand-IQ", "DemandIQ", "demand iq", "DEMAND IQ"]
)
def test_04_spaces_and_hyphens_come_and_go(surface: str) -> None:
    text = f"I would go with {surface} here. Demand IQ is good."
    assert read(text, "Demand IQ")["Demand IQ"].occurrences == 2
    glued = read(text, "DemandIQ")["DemandIQ"]
    assert glued.occurrences == (1 if surface.islower() else 2)


def test_04_a_name_written_small_throughout_is_found() -> None:
    assert named("i use demand iq every day, and demand-iq works", "Demand IQ") == {"Demand IQ"}


def test_05_a_legal_suffix_is_left_out_and_a_name_is_not_eaten() -> None:
    assert named("Watch it on Netflix or Hulu.", "Netflix, Inc.", "Hulu, LLC") == {
        "Netflix, Inc.",
        "Hulu, LLC",
    }
    assert named("Ask AZ Coatings LLC for a quote.", "AZ Coatings") == {"AZ Coatings"}
    assert named("The cost is low, said Cis.", "Cisco", "Costco") == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Consider Éterne for basics.", "Eterne"),
        ("Consider Eterne for basics.", "Éterne"),
        ("Consider Tote\u0302me for basics.", "Totême"),
        ("Try Loreal first.", "L'Oréal"),
        ("A RODE microphone.", "RØDE"),
    ],
)
def test_06_accents_are_ornament_in_latin(text: str, name: str) -> None:
    assert named(text, name) == {name}


def test_06_marks_are_letters_elsewhere() -> None:
    assert named("おすすめは か です", "が") == set()
    assert named("أحمد", "احمد") == set()
    text = "제가 추천하는 브랜드는 삼성입니다"
    state = read(text, "삼성")["삼성"]
    assert text[state.start : state.end] == "삼성"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我爱用Emacs写作", "Emacs"),
        ("株式会社カノンリーを選ぶ", "カノンリー"),
        ("推荐腾讯的产品", "腾讯"),
        ("推荐使用Notion和飞书。", "Notion"),
        ("𠮷野家がおすすめ", "𠮷野家"),
    ],
)
def test_07_scripts_without_spaces_have_boundaries_too(text: str, name: str) -> None:
    state = read(text, name)[name]
    assert text[state.start : state.end] == name


@pytest.mark.parametrize(
    ("text", "name", "surface"),
    [
        ("Try Command-R+ for that.", "Command-R+", "Command-R+"),
        ('Shop at Toys"R"Us today.', 'Toys"R"Us', 'Toys"R"Us'),
        ("I search with Yahoo! daily.", "Yahoo!", "Yahoo"),
        ("Written in C++ mostly.", "C++", "C++"),
        ("Food at M&S is good, says AT&T.", "M&S", "M&S"),
        ("Food at M&S is good, says AT&T.", "AT&T", "AT&T"),
        ("The Lynk & Co 01.", "Lynk & Co", "Lynk & Co"),
        ("The Lynk and Co 01.", "Lynk & Co", "Lynk and Co"),
        ("I like Arc’teryx jackets.", "Arc'teryx", "Arc’teryx"),
        ("I like Arc‘teryx jackets.", "Arc'teryx", "Arc‘teryx"),
    ],
)
def test_08_punctuation_belongs_to_names(text: str, name: str, surface: str) -> None:
    assert read(text, name)[name].surface == surface


def test_08_a_letter_is_not_a_language() -> None:
    assert named("Plan C is vitamin C.", "C++", "C#") == set()


def test_09_a_possessive_names_its_owner() -> None:
    state = read("Use OpenAI's GPT-4 or Accenture’s tool.", "OpenAI", "Accenture")
    assert state["OpenAI"].surface == "OpenAI"
    assert state["Accenture"].surface == "Accenture"


@pytest.mark.parametrize(
    "text",
    [
        "See https://vercel.com/docs for more.",
        "See www.vercel.com for more.",
        "Read [the docs](https://vercel.com/docs).",
        "Read [the docs](https://example.com/vercel (Vercel)).",
        "Read [](https://vercel.com).",
        "See [vercel.com](https://vercel.com).",
        "([vercel.com](https://vercel.com/blog))",
    ],
)
def test_10_an_address_is_no_mention(text: str) -> None:
    assert named(text, "Vercel") == set()


def test_10_a_link_label_is_a_mention_with_its_offsets() -> None:
    text = "I recommend [Vercel](https://vercel.com) for that."
    state = read(text, "Vercel")["Vercel"]
    assert (state.start, state.occurrences) == (text.index("Vercel"), 1)


def test_10_a_domain_can_be_a_name() -> None:
    assert named("Compare at Booking.com or about.me.", "Booking.com", "about.me") == {
        "Booking.com",
        "about.me",
    }


def test_11_a_brand_and_its_addresses_count_once() -> None:
    text = "Acme is good. Visit https://acme.com or write to contact@acme-corp.com."
    assert read(text, "Acme")["Acme"].occurrences == 1


def test_12_a_subdomain_is_not_a_word_of_the_prose() -> None:
    assert named("They have special offers at offers.roofle.com today.", "Offers") == set()


@pytest.mark.parametrize(
    ("text", "longest", "shorter"),
    [
        ("I recommend HubSpot for that.", "HubSpot", "Hub"),
        ("I recommend the Ninja Foodi for that.", "Ninja Foodi", "Ninja"),
        ("I recommend Philips Sonicare for that.", "Philips Sonicare", "Philips"),
        ("Watch it on Amazon Prime Video now.", "Amazon Prime Video", "Amazon"),
    ],
)
def test_13_the_longest_name_wins(text: str, longest: str, shorter: str) -> None:
    assert named(text, longest, shorter) == {longest}


def test_13_a_longer_name_that_does_not_fit_leaves_the_shorter() -> None:
    assert named("I recommend Ninja Foodies.", "Ninja Foodi", "Ninja") == {"Ninja"}


def test_14_a_product_stands_for_its_brand_through_the_catalogue() -> None:
    state = read("The MacBook Air is the best laptop.", Apple=["MacBook", "MacBook Air"])["Apple"]
    assert state.surface == "MacBook Air"
    assert named("Curious Little Forest is soft.", Huggies=["Curious Little Forest"]) == {"Huggies"}


def test_15_an_owner_that_is_not_written_is_not_named() -> None:
    assert named("Codenames is a great party game.", "Czech Games Edition") == set()


@pytest.mark.parametrize(
    "text",
    [
        "I couldn't find any information about Acmeo.",
        "I couldn’t find any reliable information on Acmeo in my sources.",
        "I'm not familiar with Acmeo, but I can help.",
        "I am unable to find details about a company called Acmeo.",
        "There is no information available about Acmeo.",
        "I don't have any specific information about Acmeo.",
    ],
)
def test_16_what_a_model_does_not_know_is_ignored(text: str) -> None:
    state = read(text, "Acmeo")["Acmeo"]
    assert (state.presence, state.reason) == ("ignored", "not_known")


def test_16_not_just_is_no_absence() -> None:
    assert read("Acmeo is not just a CRM.", "Acmeo")["Acmeo"].presence != "ignored"


@pytest.mark.parametrize(
    "text",
    [
        "I would recommend against Nike for wide feet.",
        "Avoid Nike if you have wide feet.",
        "Nike is not the best choice if you have wide feet.",
        "I don't recommend Nike here.",
    ],
)
def test_17_advice_against_is_a_negative_mention(text: str) -> None:
    state = read(text, "Nike")["Nike"]
    assert (state.presence, state.polarity) == ("mentioned", "negative")


def test_17_a_section_of_brands_to_avoid_recommends_none() -> None:
    text = "## Brands to avoid\n\n1. **Nike** – narrow\n2. **Puma** – narrow"
    assert {s.presence for s in read(text, "Nike", "Puma").values()} == {"mentioned"}


def test_19_two_brands_of_one_item_are_ranked_in_order() -> None:
    text = "1. **Apples to Apples / Codenames**\n2. **Werewolf**"
    states = read(text, "Apples to Apples", "Codenames", "Werewolf")
    assert [s.rank for s in states.values()] == [1, 2, 3]


def test_19_numbering_that_restarts_goes_on_counting() -> None:
    text = "### Best\n\n1. **Dell G15**\n2. **Acer Nitro**\n\n### Budget\n\n1. **Lenovo V15**"
    assert {n: s.rank for n, s in read(text, "Dell", "Acer", "Lenovo").items()} == {
        "Dell": 1,
        "Acer": 2,
        "Lenovo": 3,
    }


def test_19_honourable_mentions_come_last() -> None:
    text = "1. **Dell**\n2. **Acer**\n\n**Honorable mentions:**\n\n- Asus Vivo\n- Lenovo Yoga"
    states = read(text, "Dell", "Acer", "Asus", "Lenovo")
    assert [(s.presence, s.rank) for s in states.values()] == [
        ("recommended", rank) for rank in (1, 2, 3, 4)
    ]


def test_19_rows_of_a_table_are_ranked() -> None:
    text = "| Rank | Brand | Price |\n|---|---|---|\n| 1 | Dell | $5 |\n| 2 | Acer | $4 |"
    assert [s.rank for s in read(text, "Dell", "Acer").values()] == [1, 2]


def test_19_four_tables_are_one_list_of_options() -> None:
    text = (
        "| Model | Note |\n|---|---|\n| Bose | a |\n| Sony | b |\n\n"
        "| Model | Price |\n|---|---|\n| Sony | 1 |\n| Apple | 2 |\n\n"
        "| Rank | Brand |\n|---|---|\n| 1 | Sennheiser |\n\n"
        "| Brand | Weight |\n|---|---|\n| Bose | 2 |\n| Shure | 3 |\n"
    )
    states = read(text, "Bose", "Sony", "Apple", "Sennheiser", "Shure")
    ranks = {name: state.rank for name, state in states.items()}
    assert ranks == {"Bose": 1, "Sony": 2, "Apple": 3, "Sennheiser": 4, "Shure": 5}


def test_19_a_number_in_the_text_is_no_rank() -> None:
    text = "The Dell costs 1.5 times as much. Version 2. Acer is my recommendation."
    assert read(text, "Dell", "Acer")["Acer"].rank == 1


def test_24_only_names_that_stand_in_the_text_are_read() -> None:
    text = "1. **Dell XPS** – best overall"
    for state in read(text, "Dell", "Acer", "Apple").values():
        assert text[state.start : state.end] == state.surface
    assert named(text, "Dell", "Acer", "Apple") == {"Dell"}
