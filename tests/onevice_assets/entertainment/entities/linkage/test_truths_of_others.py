"""A truth is read as pairs or clusters, whatever its columns are called and wherever they stand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from onevice_assets.entertainment.entities.linkage.reading import Records, read_records
from onevice_assets.entertainment.entities.linkage.truth import read_truth
from resources.errors import InputError


def write(folder: Path, text: str, name: str = "r.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def records(folder: Path) -> Records:
    rows = "".join(f"r{n},name {n},k{n % 3}\n" for n in range(6))
    return read_records([write(folder, f"id,name,true_cluster\n{rows}")], {})


PAIRS = {
    "two columns whatever they are called": "x,y\nr0,r1\nr2,r3\n",
    "in both orders, with themselves": "x,y\nr0,r1\nr1,r0\nr2,r3\nr4,r4\n",
    "with a label": "idA,idB,label\nr0,r1,1\nr2,r3,1\nr3,r4,0\n",
    "among other columns": "weight,ltable_id,rtable_id\n5,r0,r1\n6,r2,r3\n",
    "with an id that nobody has": "x,y\nr0,r1\nr2,r3\nr4,gone\n",
    "in a file of tabs": "x\ty\nr0\tr1\nr2\tr3\n",
}


@pytest.mark.parametrize("text", PAIRS.values(), ids=PAIRS.keys())
def test_pairs_are_read_as_meant(tmp_path: Path, text: str) -> None:
    found = read_truth(write(tmp_path, text, "t.csv"), records(tmp_path))
    assert found.pairs is not None
    assert found.pairs.tolist() == [[0, 1], [2, 3]]
    assert found.left_out == text.count("gone")


CLUSTERS = {
    "an id and a cluster": "id,cluster\nr0,a\nr1,b\nr2,c\nr3,a\nr4,b\nr5,c\n",
    "the id last": "c,record\na,r0\nb,r1\nc,r2\na,r3\nb,r4\nc,r5\n",
    "clusters called after an id": "id,of\nr0,r0\nr1,r1\nr2,r2\nr3,r0\nr4,r1\nr5,r2\n",
    "a line twice": "id,entity\nr0,a\nr0,a\nr1,b\nr2,c\nr3,a\nr4,b\nr5,c\n",
}


@pytest.mark.parametrize("text", CLUSTERS.values(), ids=CLUSTERS.keys())
def test_clusters_are_read_as_meant(tmp_path: Path, text: str) -> None:
    found = read_truth(write(tmp_path, text, "t.csv"), records(tmp_path))
    assert found.clusters is not None
    assert found.clusters.tolist() == [0, 1, 2, 0, 1, 2]


def test_the_records_may_hold_their_own_truth(tmp_path: Path) -> None:
    read = records(tmp_path)
    found = read_truth(tmp_path / "r.csv", read)
    assert found.clusters is not None
    assert found.clusters.tolist() == [0, 1, 2, 0, 1, 2]


def test_what_has_no_cluster_is_not_judged(tmp_path: Path) -> None:
    text = "id,cluster\nr0,a\nr1,\nr2,\nr3,a\n"
    found = read_truth(write(tmp_path, text, "t.csv"), records(tmp_path))
    assert found.clusters is not None
    assert found.clusters.tolist() == [0, -1, -1, 0, -1, -1]


def test_an_id_in_two_clusters_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "id,cluster\nr0,a\nr0,b\nr1,a\n", "t.csv")
    with pytest.raises(InputError, match="more than one cluster to 1 ids"):
        read_truth(path, records(tmp_path))


@pytest.mark.parametrize("order", ["a,b\na1,b1\n", "b,a\nb1,a1\n"])
@pytest.mark.parametrize("files", [1, 2])
def test_pairs_across_two_files_are_read_in_either_order_and_of_one_file_of_both(
    tmp_path: Path, order: str, files: int
) -> None:
    one, other = "id,name\na1,x\na2,y\n", "id,name\nb1,x\nb2,z\n"
    texts = [one, other] if files == 2 else [one + other.removeprefix("id,name\n")]
    paths = [write(tmp_path, text, f"{n}.csv") for n, text in enumerate(texts)]
    found = read_truth(write(tmp_path, order, "t.csv"), read_records(paths, {}))
    assert found.pairs is not None
    assert found.pairs.tolist() == [[0, 2]]


def test_a_long_table_keeps_every_cluster(tmp_path: Path) -> None:
    count = 20_000
    rows = "".join(f"{n},n{n},{n // 2}\n" for n in range(count))
    path = write(tmp_path, f"id,name,cluster\n{rows}")
    found = read_truth(path, read_records([path], {}))
    assert found.clusters is not None
    assert len(np.unique(found.clusters)) == count // 2
