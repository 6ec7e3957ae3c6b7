"""Records are linked without a label, whatever their columns are called."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from onevice_assets.entertainment.entities.linkage import blocking, clusters, small, texts
from onevice_assets.entertainment.entities.linkage.columns import choose_fields
from onevice_assets.entertainment.entities.linkage.database import connect
from onevice_assets.entertainment.entities.linkage.evaluate import evaluate_files, judge
from onevice_assets.entertainment.entities.linkage.link import link
from onevice_assets.entertainment.entities.linkage.meanings import read_map
from onevice_assets.entertainment.entities.linkage.prepare import prepare
from onevice_assets.entertainment.entities.linkage.reading import SOURCE, read_records
from onevice_assets.entertainment.entities.linkage.truth import Truth, read_truth
from resources.errors import InputError

GIVEN = ("anna", "ben", "clara", "david", "emma", "frank", "grace", "henry", "iris", "jacob")
SURNAMES = ("adler", "brown", "castro", "dunn", "evans", "fischer", "garcia", "hughes", "jones")


def people(count: int) -> pd.DataFrame:
    """`count` people twice, the second time with an error or two."""
    draw = random.Random(7)
    rows = []
    for number in range(count):
        one = {
            "Vorname": draw.choice(GIVEN),
            "Nachname": draw.choice(SURNAMES) + draw.choice(("", "s", "ez", "sen", "ova")),
            "born": f"{draw.randint(1930, 2005)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            "town": draw.choice(("Rome", "Oslo", "Lima", "Kyiv", "Bonn", "Turku", "Cork")),
            "tel": f"{draw.randint(10**9, 10**10 - 1)}",
        }
        other = dict(one)
        wrong = draw.choice(sorted(one))
        other[wrong] = "" if draw.random() < 0.5 else one[wrong][:-2] + one[wrong][:-3:-1]
        rows += [{"key": f"{number}a", **one}, {"key": f"{number}b", **other}]
    draw.shuffle(rows)
    return pd.DataFrame(rows)


MAP = "id=key,given_name=Vorname,surname=Nachname,dob=born,city=town,phone=tel"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("linkage")
    table = people(300)
    table.to_csv(folder / "records.csv", index=False)
    truth = pd.DataFrame({"key": table["key"], "cluster": table["key"].str[:-1]})
    truth.to_csv(folder / "truth.csv", index=False)
    return folder / "records.csv", folder / "truth.csv"


@pytest.fixture(scope="module")
def told(files: tuple[Path, Path]) -> dict[str, object]:
    return evaluate_files([files[0]], files[1], "person", read_map([MAP]))


def test_people_with_errors_are_found_again_better_than_by_name(told: dict[str, object]) -> None:
    assert told["f1"] > 0.95  # type: ignore[operator]
    assert told["f1"] > told["naive"]["f1"] + 0.2  # type: ignore[index, operator]


def test_how_it_was_done_is_told(told: dict[str, object]) -> None:
    assert told["plan"] == "all pairs"
    assert told["fields"]["name"] == "person"  # type: ignore[index]


def test_more_records_are_blocked_and_what_taught_nothing_is_told(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small, "MOST_PAIRS", 0)
    told = evaluate_files([files[0]], files[1], "person", read_map([MAP]))
    assert told["plan"] == "structured"
    assert told["f1"] > 0.95
    assert told["blocked_on"]
    taught_not = {told_of.split(":")[0] for told_of in told["not_learnt"]}
    assert taught_not < set(told["learnt_on"])


def test_the_same_records_give_the_same_clusters_and_their_order_nothing(
    files: tuple[Path, Path],
) -> None:
    table = read_records([files[0]], read_map([MAP])).table
    mapping = read_map([MAP])
    fields = choose_fields(table, mapping, "person", "key")
    turned = table.iloc[::-1].reset_index(drop=True)
    first, second = link(table, fields), link(turned, fields)
    assert np.array_equal(link(table, fields).clusters, first.clusters)
    together = {frozenset(rows) for rows in table.groupby(first.clusters)["key"].apply(list)}
    other = {frozenset(rows) for rows in turned.groupby(second.clusters)["key"].apply(list)}
    assert len(together & other) >= 0.99 * len(together)


def test_two_shops_are_linked_by_their_texts(tmp_path: Path) -> None:
    draw = random.Random(3)
    words = ("camera", "lens", "tripod", "bag", "strap", "filter", "flash", "battery", "case")
    makers = ("Canon", "Nikon", "Sony", "Fuji", "Leica", "Pentax")
    mine, yours, truth = [], [], []
    for number in range(150):
        code = f"{draw.choice('ABCDEF')}{draw.choice('XYZ')}-{draw.randint(100, 999)}{number}"
        maker, some = draw.choice(makers), draw.sample(words, 3)
        mine.append(
            {"id": number, "name": f"{maker} {' '.join(some)} {code}", "price": 10 + number}
        )
        if number % 3:
            text = f"{maker} {code.replace('-', '')} {some[0]} {draw.choice(words)}"
            yours.append({"id": number + 7, "name": text, "price": 11 + number})
            truth.append({"left": number, "right": number + 7})
    paths = [tmp_path / name for name in ("mine.csv", "yours.csv", "truth.csv")]
    for path, rows in zip(paths, (mine, yours, truth), strict=True):
        pd.DataFrame(rows).to_csv(path, index=False, sep="|")
    told = evaluate_files(paths[:2], paths[2], "organization", {})
    assert told["plan"] == "texts"
    assert told["matched_once"]
    assert told["f1"] > 0.9


def test_a_value_of_half_the_records_brings_no_pairs_and_is_told() -> None:
    towns = ["Rome" if number % 2 else f"town {number // 4}" for number in range(400)]
    table = pd.DataFrame({"id": [str(n) for n in range(400)], "city": towns, SOURCE: 0})
    fields = choose_fields(table, {"city": "city"}, "person", "id")
    con = connect(prepare(table, fields))
    rules = blocking.choose_rules(con, fields, len(table), linked=False)
    told = blocking.tell(rules)
    assert told["dropped_blocks"] >= 1
    assert told["dropped_pairs"] >= 200 * 199 // 2
    pairs = blocking.collect_pairs(con, rules, np.empty((0, 2), np.int64), linked=False)
    assert len(pairs) <= sum(rule.pairs for rule in rules)


def test_one_bad_bridge_does_not_join_two_groups() -> None:
    inside = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]
    pairs = np.array([*inside, (2, 3)])
    chances = np.array([0.99] * len(inside) + [0.95])
    assert clusters.cluster(pairs, chances, 6, 0.9).tolist() == [0, 0, 0, 3, 3, 3]


def test_a_record_is_matched_once_where_files_have_no_duplicates() -> None:
    pairs = np.array([(0, 2), (0, 3), (1, 2)])
    chances = np.array([0.99, 0.98, 0.97])
    kept = clusters.assign(pairs, chances, chances, 0.9, (True, True))
    assert kept.tolist() == [True, False, False]
    kept = clusters.assign(pairs, chances, chances, 0.9, (True, False))
    assert kept.tolist() == [True, True, False]


def test_the_prior_is_what_the_chances_add_up_to() -> None:
    weights = np.array([20.0] * 50 + [-10.0] * 950)
    chances = clusters.to_chances(weights, 100_000)
    assert chances[:50].min() > 0.99
    assert chances[50:].max() < 0.01


def test_pairs_are_counted_from_clusters() -> None:
    none = np.zeros(4, np.int64)
    truth = Truth(clusters=np.array([0, 0, 0, -1]))
    assert judge(np.array([0, 0, 2, 2]), truth, none) == {
        "precision": 1.0, "recall": 0.3333, "f1": 0.5,
    }  # fmt: skip
    pairs = Truth(pairs=np.array([(0, 2), (1, 3)]))
    assert judge(np.array([0, 1, 0, 0]), pairs, np.array([0, 0, 1, 1])) == {
        "precision": 0.5, "recall": 0.5, "f1": 0.5,
    }  # fmt: skip


def test_codes_written_with_and_without_dashes_are_near() -> None:
    matrix = texts.weigh_texts(["Sony KX-TS208W phone", "Sony phone KXTS208W", "Sony radio", None])
    near = texts.cosines(matrix, np.array([(0, 1), (0, 2), (0, 3)]))
    assert near[0] > 0.7
    assert near[1] < 0.3
    assert near[2] == 0


BAD_RECORDS = {
    "an empty file": ("", "is empty"),
    "a header alone": ("id,name\n", "has no row"),
    "an id twice": ("id,name\n1,a\n1,b\n", "given twice"),
    "a record without id": ("id,name\n1,a\n,b\n", "have no id"),
    "only one value": ("id,name\n1,a\n", "can be compared"),
}


@pytest.mark.parametrize("case", BAD_RECORDS.values(), ids=BAD_RECORDS.keys())
def test_records_that_cannot_be_used_are_refused(tmp_path: Path, case: tuple[str, str]) -> None:
    path = tmp_path / "r.csv"
    path.write_text(case[0])
    with pytest.raises(InputError, match=case[1]):
        read = read_records([path], {})
        choose_fields(read.table, {"town": "name"}, "organization", read.id_column)


def test_a_missing_column_is_told_with_those_there_are(files: tuple[Path, Path]) -> None:
    with pytest.raises(InputError, match=r"nombre.*They have: key, Vorname"):
        evaluate_files([files[0]], files[1], "person", {"id": "key", "name": "nombre"})


BAD_TRUTHS = {
    "unknown ids": ("key,cluster\nnobody,1\n", "names 1 ids that no record has"),
    "no truth": ("a,b,c\n1,2,3\n", "is no truth"),
    "nothing in it": ("", "is empty"),
}


@pytest.mark.parametrize("case", BAD_TRUTHS.values(), ids=BAD_TRUTHS.keys())
def test_truths_that_cannot_be_used_are_refused(
    tmp_path: Path, files: tuple[Path, Path], case: tuple[str, str]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(case[0])
    with pytest.raises(InputError, match=case[1]):
        read_truth(path, read_records([files[0]], {"id": "key"}))


def test_files_that_are_not_what_they_say_are_refused(tmp_path: Path) -> None:
    for name in ("r.csv.gz", "r.parquet", "r.xlsx"):
        (tmp_path / name).write_bytes(b"id,name\n1,a\n")
        with pytest.raises(InputError, match=r"r\."):
            read_records([tmp_path / name], {})
    with pytest.raises(InputError, match="no file"):
        read_records([tmp_path / "gone.csv"], {})


@pytest.mark.parametrize("text", ["name", "=x", "name=", "name=a,name=b"])
def test_a_map_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_map([text])


@pytest.mark.shared
def test_febrl_is_linked_whole(tmp_path: Path) -> None:
    from tests.markers import SHARED

    records = SHARED / "data/entity_resolution/febrl/dataset1.csv.gz"
    with gzip.open(records, "rt") as lines:
        ids = [line.split(",")[0] for line in lines][1:]
    truth = tmp_path / "truth.csv"
    truth.write_text("rec_id,cluster\n" + "".join(f"{i},{i.split('-')[1]}\n" for i in ids))
    told = evaluate_files([records], truth, "person", {})
    assert told["f1"] >= 0.97
    assert told["f1"] > told["naive"]["f1"]
