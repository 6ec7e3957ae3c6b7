"""Files of what is shown: the same rows, safe for spreadsheets, and no address breaks them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from onevice_assets.dashboard.queries.export_rows import EXPORTS
from onevice_assets.dashboard.queries.marts import EXPORTED
from onevice_assets.dashboard.queries.ranking import rank
from tests.onevice_assets.dashboard.conftest import COFFEE, DAYS, World

SITE = f"website={COFFEE}"


def test_a_csv_holds_the_rows_on_the_screen(local: FlaskClient, world: World) -> None:
    answer = local.get(f"/export/ranking.csv?{SITE}&intent=decision")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    expected = rank(world.scope(f"?{SITE}&intent=decision"))
    assert [float(row["mention_rate"]) for row in rows] == [row["mention_rate"] for row in expected]
    assert [row["brand_name"].lstrip("'") for row in rows] == [r["brand_name"] for r in expected]
    name = f"{COFFEE}_ranking_{DAYS[0]}_{DAYS[-1]}.csv"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"


def test_a_brand_that_looks_like_a_formula_is_text(local: FlaskClient) -> None:
    assert "'=SUM(A1)" in local.get(f"/export/ranking.csv?{SITE}").text
    assert ",=SUM(A1)" not in local.get(f"/export/mart/share_of_voice.csv?{SITE}").text


@pytest.mark.parametrize("what", [*sorted(EXPORTS), *(f"mart/{name}" for name in sorted(EXPORTED))])
def test_every_export_comes_in_every_format(local: FlaskClient, what: str) -> None:
    for kind, magic in (("xlsx", b"PK"), ("parquet", b"PAR1"), ("csv", b"")):
        answer = local.get(f"/export/{what}.{kind}?{SITE}")
        assert answer.status_code == 200, (what, kind, answer.text)
        assert answer.data.startswith(magic)


def test_parquet_keeps_the_marts_columns(local: FlaskClient) -> None:
    answer = local.get(f"/export/mart/share_of_voice.parquet?{SITE}&start={DAYS[-1]}")
    table = pq.read_table(io.BytesIO(answer.data))
    assert table.column_names == EXPORTED["share_of_voice"].column_names
    assert {str(one) for one in table["day"].to_pylist()} == {DAYS[-1]}


@pytest.mark.parametrize(
    ("path", "code", "reason"),
    [
        ("ranking.pdf", 404, "There is no export"),
        ("nothing.csv", 404, "There is no export"),
        ("mart/llm_responses.csv", 404, "There is no export"),
        ("ranking.csv?website=default.nobody.test", 404, "There is no website"),
        (f"ranking.csv?{SITE}&start=2026-11-19&end=2026-11-19", 404, "No day of this period"),
        (f"ranking.csv?{SITE}&page=x&view=zzz&start=yesterday&brand=%00", 200, ""),
    ],
)
def test_an_address_that_makes_no_sense_is_answered_in_words(
    local: FlaskClient, path: str, code: int, reason: str
) -> None:
    answer = local.get(f"/export/{path}")
    assert answer.status_code == code
    assert reason in answer.text


@pytest.mark.parametrize(
    "search",
    [
        "?view=zzz&start=yesterday&page=x",
        "?website=default.nobody.test&brand=Nobody&about=Nobody&instead=%00",
        f"?{SITE}&start=2027-01-01&end=2027-02-01",
        f"?{SITE}&view=answers&answer=%27%20or%201=1",
        f"?{SITE}&view=tables&table=users",
        f"?{SITE}&view=people",
        "?" + "&".join(f"a{n}=1" for n in range(300)),
        "?brand=" + "x" * 5000,
    ],
)
def test_no_address_breaks_the_page(local: FlaskClient, show: Any, search: str) -> None:
    assert "children" in show(local, search)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("ranking", "Aurora is named in 67 % of answers"),
        ("trend", "through time"),
        ("where", "By provider and kind of question"),
        ("rivals", "Recommended where Aurora is missing"),
        ("sources", "No answer of this period names a source"),
        ("answers", "All answers that count"),
        ("verdicts", "No day of this period has been judged yet"),
        ("tables", "rows in the period"),
    ],
)
def test_every_view_says_what_it_is_about(
    local: FlaskClient, show: Any, view: str, said: str
) -> None:
    assert said in show(local, f"?{SITE}&view={view}")
