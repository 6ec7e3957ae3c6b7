"""A provider's bill beside the ledger: unusable lines first, then what agrees and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.control_plane.spending import Charged
from resources.errors import InputError
from resources.identity import new_id
from resources.llm.usage_export import Charge, read_export, reconcile

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def attempt(usd: str = "0.1", request_id: str | None = None, status: str = "succeeded") -> Charged:
    return Charged(
        new_id(), "default.demo.test", "openai", "gpt-5", "simulation", status, Decimal(usd),
        request_id, NOON,
    )  # fmt: skip


def charge(usd: str, request_id: str = "", client: str = "") -> Charge:
    return Charge(request_id, client, Decimal(usd))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "has the columns none"),
        ("request_id,usd\na,1\n", "it needs cost_usd"),
        ("cost_usd,model\n1,m\n", "needs cost_usd and request_id"),
        ("request_id,cost_usd\na,1\nb,free\n", "Line 3 of bill.csv"),
        ("request_id,cost_usd\na,-1\n", "0 USD or more"),
        ("request_id,cost_usd\na,NaN\n", "0 USD or more"),
        ("request_id,cost_usd\n ,1\n", "needs an id"),
        ("request_id,cost_usd\na\n", "cost_usd ''"),
    ],
)
def test_a_bill_that_cannot_be_used_is_refused_whole(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "bill.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=told):
        read_export(path)


def test_a_bill_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bill.csv"
    with pytest.raises(InputError, match="There is no file"):
        read_export(path)
    path.write_bytes(b"request_id,cost_usd\n\xff\xfe,1\n")
    with pytest.raises(InputError, match="UTF-8"):
        read_export(path)


def test_other_columns_and_a_byte_order_mark_are_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "bill.csv"
    path.write_text("\ufeffmodel,cost_usd,request_id\nm,0.25,req-1\n", "utf-8")
    assert read_export(path) == [charge("0.25", "req-1")]


def test_each_side_is_told_what_the_other_lacks() -> None:
    same, other, lost, unbilled = (
        attempt("0.1", "a"), attempt("0.1", "b"), attempt("0.5", None, "reserved"), attempt("0.2"),
    )  # fmt: skip
    failed = attempt("0.5", None, "failed")
    strange = charge("9", "z")
    bill = [charge("0.06", "a"), charge("0.04", "a"), charge("0.3", "b"), strange]
    bill += [charge("0.02", client=lost.id), charge("0.03", client=failed.id)]
    found = reconcile(bill, [same, other, lost, unbilled, failed])
    assert found.agreeing == [same]
    assert found.differing == [(other, Decimal("0.3"))]
    assert found.settled_by_bill == [(lost, Decimal("0.02"))]
    assert found.corrected_by_bill == [(failed, Decimal("0.03"))]
    assert (found.only_provider, found.only_ledger) == ([strange], [unbilled])


def test_a_charge_is_found_by_either_id_the_provider_gave_the_call() -> None:
    failed = replace(attempt("0.5", None, "failed"), provider_request_id="req_7")
    answered = replace(attempt("0.1", "chatcmpl-1"), provider_request_id="req_8")
    found = reconcile([charge("0.5", "req_7"), charge("0.1", "req_8")], [failed, answered])
    assert (found.agreeing, found.only_provider) == ([failed, answered], [])
    assert reconcile([charge("0.1", "chatcmpl-1")], [answered]).agreeing == [answered]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 5)), max_size=30))
def test_no_charge_and_no_attempt_is_lost(lines: list[tuple[str, int]]) -> None:
    booked = [attempt("1", name) for name in "abc"]
    charges = [charge(str(cost), name) for name, cost in lines]
    found = reconcile(charges, booked)
    told = [*found.agreeing, *found.only_ledger, *(one for one, _ in found.differing)]
    assert sorted(one.id for one in told) == sorted(one.id for one in booked)
    assert len(found.only_provider) == sum(name in "def" for name, _ in lines)
