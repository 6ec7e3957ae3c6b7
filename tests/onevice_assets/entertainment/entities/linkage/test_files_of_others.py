"""Files as others write them are read as meant, or refused with what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from onevice_assets.cli.app import app
from onevice_assets.entertainment.entities.linkage import evaluate
from onevice_assets.entertainment.entities.linkage.columns import choose_fields
from onevice_assets.entertainment.entities.linkage.meanings import read_map, settle_map
from onevice_assets.entertainment.entities.linkage.reading import read_records
from resources.errors import InputError

TABLE = "id,name,dob\n1,Zoë Lee,1980-01-02\n2,Bob Ray,1971-05-06\n3,Cy Dow,1969-11-12\n"
WRITTEN = {
    "UTF-8 with a mark": TABLE.encode("utf-8-sig"),
    "Windows' Latin": TABLE.encode("cp1252"),
    "UTF-16": TABLE.encode("utf-16"),
    "Windows' line ends": TABLE.replace("\n", "\r\n").encode(),
    "an old Mac's line ends": TABLE.replace("\n", "\r").encode(),
    "semicolons": TABLE.replace(",", ";").encode(),
    "tabs": TABLE.replace(",", "\t").encode(),
    "blank lines around": f"\n\n{TABLE}\n\n".encode(),
    "a line that ends in separators": TABLE.replace("11-12\n", "11-12,,\n").encode(),
    "lines that end in separators": TABLE.replace("2\n", "2,\n").encode(),
}


def write(folder: Path, text: str | bytes, name: str = "r.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("raw", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_table_is_read_however_it_is_written(tmp_path: Path, raw: bytes) -> None:
    read = read_records([write(tmp_path, raw)], {})
    assert list(read.table.columns[:3]) == ["id", "name", "dob"]
    assert read.table["name"].tolist() == ["Zoë Lee", "Bob Ray", "Cy Dow"]


def test_a_short_line_lacks_its_last_values(tmp_path: Path) -> None:
    read = read_records([write(tmp_path, "id,name,dob\n1,Ann\n2,Bob,1971-05-06\n")], {})
    assert read.table["dob"].tolist() == [None, "1971-05-06"]


def test_the_separator_is_not_taken_from_inside_quotes(tmp_path: Path) -> None:
    read = read_records([write(tmp_path, 'id;"Name, first"\n1;Ann\n2;Bob\n')], {})
    assert list(read.table.columns[:2]) == ["id", "Name, first"]
    found = settle_map(read_map(["name=Name, first,id=id"]), list(read.table.columns), "person")
    assert found == {"name": "Name, first", "id": "id"}


def test_whole_numbers_of_a_parquet_file_are_ids_without_a_point(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    pd.DataFrame({"id": [1.0, 2.0], "name": ["a", "b"], "price": [1.5, None]}).to_parquet(path)
    table = read_records([path], {}).table
    assert table["id"].tolist() == ["1", "2"]
    assert table["price"].tolist() == ["1.5", None]


REFUSED = {
    "a line that is too long": (
        "id,name\n1,a\n2,b,c\n",
        "line 3: 3 values under 2 columns.*between quotes",
    ),
    "a quote that never ends": ('id,name\n1,"a\n2,b\n', "must end"),
    "a column twice": ("id,name,name \n1,a,b\n", "more than one column 'name'"),
    "an id twice": ("id,name\n1,a\n1,b\n", "given twice.*--map id="),
    "no id at all": ("id,name\n,a\n,b\n", "no id.*--map id="),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_meant_is_refused_with_what_to_do(
    tmp_path: Path, case: tuple[str, str]
) -> None:
    with pytest.raises(InputError, match=case[1]):
        read_records([write(tmp_path, case[0])], {})


def test_ids_are_found_where_the_first_column_holds_none(tmp_path: Path) -> None:
    read = read_records([write(tmp_path, "name,town,PersonID\nAnn,X,7\nAnn,Y,8\n")], {})
    assert read.id_column == "PersonID"


def test_columns_of_a_second_file_are_taken_for_what_they_mean(tmp_path: Path) -> None:
    one = write(tmp_path, "idA,title,price\na1,Sony TV,5\na2,Bose,6\n", "a.csv")
    other = write(tmp_path, "idB,name,cost\nb1,Sony TV set,5\n", "b.csv")
    read = read_records([one, other], {})
    assert read.table["title"].tolist() == ["Sony TV", "Bose", "Sony TV set"]
    assert read.table["price"].tolist() == ["5", "6", "5"]
    assert read.table["idA"].tolist() == ["a1", "a2", "b1"]


MAPS = {
    "other words for ours": ("first_name=Vorname,last_name=Name", {"given_name", "surname"}),
    "a column in another case": ("name=NAME,dob=geboren_am", {"name", "dob"}),
    "a word of nobody": ("name=Name,shoe=Vorname", {"name", "shoe"}),
}


@pytest.mark.parametrize("case", MAPS.values(), ids=MAPS.keys())
def test_a_map_is_read_as_meant(case: tuple[str, set[str]]) -> None:
    columns = ["Name", "Vorname", "geboren am"]
    found = settle_map(read_map([case[0]]), columns, "person")
    assert found.keys() == case[1]
    assert set(found.values()) <= set(columns)


def test_a_slip_in_a_field_is_told_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"'surename' is no field; was 'surname' meant.*postcode"):
        settle_map({"surename": "Name"}, ["Name"], "person")


def test_a_persons_company_is_not_taken_for_their_name(tmp_path: Path) -> None:
    text = "id,company,first_name,last_name\n1,Acme,Ann,Lee\n2,Bolt,Bob,Ray\n"
    table = read_records([write(tmp_path, text)], {}).table
    fields = {one.name: one for one in choose_fields(table, {}, "person", "id")}
    assert fields["name"].columns == ("", "first_name", "last_name")
    assert fields["organization"].columns == ("company",)


def test_a_mapped_column_without_a_value_is_left_out(tmp_path: Path) -> None:
    read = read_records([write(tmp_path, "id,name,city\n1,,A\n2,,B\n")], {})
    fields = choose_fields(read.table, {"name": "name", "city": "city"}, "person", "id")
    assert [one.name for one in fields] == ["city"]
    with pytest.raises(InputError, match=r"None of the columns name can.*have: id, name, city\."):
        choose_fields(read.table, {"name": "name"}, "person", "id")


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["evaluate", "linkage", *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("text", ["", "id,name\n", "id,name\n1,a\n1,b\n", "id,name\n1,a,b,c\n"])
def test_an_error_is_json_and_one_line_with_code_2(tmp_path: Path, text: str) -> None:
    path = str(write(tmp_path, text))
    code, out, said = run("--records", path, "--truth", path, "--json")
    assert code == 2
    assert json.loads(out)["error"] in said
    assert said.count("\n") == 1


def test_people_of_any_script_are_found_and_others_kept_apart(tmp_path: Path) -> None:
    names = (
        "Анна Каренина",
        "Ελένη Παππά",
        "محمد علي",
        "王小明",
        "김철수",
        "राम कुमार",
        "Zoë Åberg",
    )
    rows = "".join(
        f"{n}-{twice},{name},19{n}0-0{n + 1}-11,{n}\n"
        for n, name in enumerate(names)
        for twice in (0, 1)
    )
    path = str(write(tmp_path, f"id,name,dob,cluster\n{rows}"))
    code, out, _ = run("--records", path, "--truth", path, "--map", "name=name,dob=dob", "--json")
    assert code == 0
    assert json.loads(out)["f1"] == 1.0


def test_what_is_compared_by_its_looks_is_told(tmp_path: Path) -> None:
    path = str(write(tmp_path, "id,name,shoe,cluster\n1,Ann,red,a\n2,Ann,red,a\n3,Bob,blue,b\n"))
    mapping = "name=name,shoe=shoe"
    code, out, said = run("--records", path, "--truth", path, "--map", mapping, "--json")
    assert code == 0
    assert json.loads(out)["fields_by_looks"] == ["shoe"]
    assert "given_name" in said


def test_the_naive_way_is_left_out_where_it_would_take_hours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "MOST_NAIVE", 2)
    path = write(tmp_path, "id,name,cluster\n1,Ann,a\n2,Ann,a\n3,Bob,b\n4,Cy,c\n")
    told = evaluate.evaluate_files([path], path, "person", {"name": "name"})
    assert told["naive"] == {"left_out": "3 distinct names: more than 2 take too long"}
