"""Texts inside one file: only what stands out is one; names are compared by their letters."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest

from onevice_assets.entertainment.entities.linkage import standing
from onevice_assets.entertainment.entities.linkage.columns import choose_fields
from onevice_assets.entertainment.entities.linkage.evaluate import judge
from onevice_assets.entertainment.entities.linkage.link import Linkage, link
from onevice_assets.entertainment.entities.linkage.meanings import Entity
from onevice_assets.entertainment.entities.linkage.naive import link_by_name, names_of
from onevice_assets.entertainment.entities.linkage.nearness import across, of_texts, repeats
from onevice_assets.entertainment.entities.linkage.reading import SOURCE
from onevice_assets.entertainment.entities.linkage.truth import Truth
from scripts.spoil_names import misname_organization, misname_person, reword

SYLLABLES = ("ba", "den", "kor", "lin", "mar", "nov", "pel", "rus", "sta", "tov", "wil", "zen")


def invent_name(draw: random.Random) -> str:
    return " ".join("".join(draw.choices(SYLLABLES, k=3)).title() for _ in range(2))


def link_table(rows: list[dict[str, str]], entity: Entity) -> tuple[Linkage, float, float]:
    """What linking finds, its F1 and that of the naive way."""
    table = pd.DataFrame(rows, dtype=object)
    truth = Truth(clusters=table.pop("of").astype(int).to_numpy(np.int64))
    table = table.assign(id=[str(n) for n in range(len(table))], **{SOURCE: 0})
    fields = choose_fields(table, {c: c for c in rows[0] if c != "of"}, entity, "id")
    found, one_file = link(table, fields), np.zeros(len(table), np.int64)
    naive = judge(link_by_name(names_of(table, fields)), truth, one_file)["f1"]
    return found, judge(found.clusters, truth, one_file)["f1"], naive


@pytest.mark.parametrize("entity", ["person", "organization"])
def test_names_alone_are_found_again_better_than_by_the_naive_way(entity: Entity) -> None:
    draw = random.Random(2)
    spoil = misname_person if entity == "person" else misname_organization
    rows = []
    for number in range(200):
        name = invent_name(draw)
        rows += [{"of": str(number), "name": name}]
        rows += [{"of": str(number), "name": spoil(name, draw)}] if number % 2 else []
    found, ours, naive = link_table(rows, entity)
    assert found.told["plan"] == "texts"
    assert ours > max(naive, 0.85)


def test_a_series_of_products_in_one_file_is_not_called_one() -> None:
    draw = random.Random(4)
    rows = []
    for number in range(300):
        maker, kind = SYLLABLES[number % 12], SYLLABLES[number % 7]
        name = f"{maker}corp {kind} digital camera black zoom lens {draw.choice('ABCD')}{number}X"
        text = f"{name} with strap and bag, {draw.randint(2, 9)} megapixels, {invent_name(draw)}"
        rows.append({"of": str(number), "name": name, "description": text})
        if number % 4 == 0:
            other = {"name": reword(name, draw), "description": reword(text, draw)}
            rows.append({"of": str(number), **other})
    found, ours, naive = link_table(rows, "organization")
    assert found.told["plan"] == "texts"
    assert ours > naive
    joined = len(rows) - len(np.unique(found.clusters))
    assert joined <= 1.6 * 75


def _neighbours(matches: int) -> tuple[np.ndarray, np.ndarray]:
    """Twenty exponential neighbours of each of 400 records; some have one far above."""
    draw = np.random.default_rng(1)
    rows = np.repeat(np.arange(400), 20)
    near = 0.15 + draw.exponential(0.05, len(rows))
    pairs = np.stack([rows, 400 + np.arange(len(rows))], axis=1)
    near[: 20 * matches : 20] = 0.95
    return pairs, near


@pytest.mark.parametrize("matches", [0, 100, 300])
def test_as_many_records_are_held_for_matched_as_stand_out(matches: int) -> None:
    pairs, near = _neighbours(matches)
    found = standing._estimate(standing._sort_neighbours(pairs, near, 400 + len(pairs))[:400], 4)
    assert abs(found[0] - matches) < 45


def test_chances_are_lowered_until_no_more_are_matched_than_can_be() -> None:
    pairs = np.array([(0, 1), (2, 3), (4, 5)])
    chances = np.array([0.99, 0.9, 0.6])
    held = standing.hold_to(chances, pairs, 6, 2.0)
    best = 2 * held.sum()
    assert best == pytest.approx(2.0, abs=0.01)
    assert (np.diff(held) < 0).all()
    assert np.array_equal(standing.hold_to(chances, pairs, 6, 6.0), chances)


AGREE = {
    "the same pairs": ([0.9, 0.8, 0.1], (4, 4), True),
    "other pairs": ([0.1, 0.7, 0.9], (4, 4), False),
    "hardly any pair": ([0.9, 0.1, 0.1], (4, 6), False),
    "more than can be": ([0.9, 0.9, 0.9], (3, 4), False),
}


@pytest.mark.parametrize("case", AGREE.values(), ids=AGREE.keys())
def test_levels_alone_do_where_neighbours_say_the_same(
    case: tuple[list[float], tuple[float, float], bool],
) -> None:
    pairs, standing_says = np.array([(0, 1), (2, 3), (4, 5)]), np.array([0.9, 0.9, 0.2])
    plain, matched, is_same = case
    assert standing.agree(np.array(plain), standing_says, pairs, 6, matched) is is_same


def test_a_name_is_near_the_description_that_holds_it() -> None:
    names = ["Sony Turntable PSLX350H", "PSLX350H", "Bose Speaker AM53BK"]
    wholes = ["Sony Turntable PSLX350H belt drive", "PSLX350H Sony turntable", "Bose AM53BK cube"]
    assert repeats(names, wholes)
    near = across(names, wholes).of_pairs(np.array([(0, 1), (0, 2)]))
    assert near[0] > 0.5 > near[1]


def test_short_names_are_near_by_their_letters_and_nothing_is_near_nothing() -> None:
    names = ["starbucks", "starbuks", "sunoco", None]
    near = of_texts(names, names).of_pairs(np.array([(0, 1), (0, 2), (0, 3)]))
    assert near[0] > 0.9
    assert near[1] < 0.6
    assert near[2] == 0
