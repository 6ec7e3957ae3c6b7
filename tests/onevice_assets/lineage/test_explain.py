"""Asking for one row: what is meant, what is told beside it, and what is refused."""

from __future__ import annotations

import json

import pytest

from onevice_assets.cli.output import _plain
from onevice_assets.lineage.choose_row import Asked
from onevice_assets.lineage.explain import explain
from onevice_assets.lineage.numbers import EXPLAINED, NUMBERS
from onevice_assets.tables import find
from onevice_assets.tables.verdicts import visibility_verdicts
from resources.errors import InputError
from tests.onevice_assets.brand_monitor.share_of_voice import worlds as hand
from tests.onevice_assets.lineage.conftest import Counted

HAND = hand.key("hand")


def rich(counted: Counted, mart: str) -> str:
    """A partition of the tracked worlds that has rows in the mart."""
    tracked = [one for one in counted.rich if "rich0" not in one and "rich4" not in one]
    return next(one for one in tracked if counted.lake.read_rows(find(mart), one))


@pytest.mark.parametrize("mart", EXPLAINED)
def test_every_mart_answers_the_plain_question(counted: Counted, mart: str) -> None:
    partition = rich(counted, mart)
    found = explain(counted.lake, mart, partition, Asked())
    assert found.agrees
    told = json.loads(json.dumps(found.to_json(), default=_plain))
    assert told["table"] == mart
    ids = set(told["counted"]["numerator"]["response_ids"])
    before = told["counted"]["before"]
    ids |= set(before["numerator"]["response_ids"]) if before else set()
    assert {one["response_id"] for one in told["evidence"]} == ids


@pytest.mark.parametrize("mart", NUMBERS)
def test_every_number_can_be_asked_for_by_its_column(counted: Counted, mart: str) -> None:
    partition = rich(counted, mart)
    for name in NUMBERS[mart]:
        found = explain(counted.lake, mart, partition, Asked(), number=name)
        assert found.number == name
        assert found.agrees, (mart, name)


def test_branded_answers_are_told_apart_and_never_counted(counted: Counted) -> None:
    found = explain(counted.lake, "share_of_voice", HAND, Asked("Firefox", provider="openai"))
    assert len(found.list_evidence()) == found.row["mention_count"] == 3
    (branded,) = found.list_branded()
    assert (branded.is_branded, branded.brand_name) == (True, "Firefox")
    assert branded.response_id not in {one.response_id for one in found.list_evidence()}


def test_without_a_brand_your_own_is_meant(counted: Counted) -> None:
    assert explain(counted.lake, "share_of_voice", HAND, Asked()).row["brand_name"] == "Firefox"


def test_where_no_brand_is_your_own_the_brands_are_named(counted: Counted) -> None:
    with pytest.raises(InputError, match=r"no brand of its own.*Chrome, Firefox, Safari"):
        explain(counted.lake, "share_of_voice", hand.key("found"), Asked())


def test_both_rates_of_a_verdict_can_be_asked_for(counted: Counted) -> None:
    compared = [
        (one, row)
        for one in counted.rich
        for row in counted.lake.read_rows(visibility_verdicts, one)
        if row["comparison"] == "previous_period" and row["rate_before"]
    ]
    partition, row = compared[0]
    asked = Asked(row["brand_name"], provider=row["llm_provider"])
    for number in ("rate_before", "rate_after"):
        found = explain(counted.lake, visibility_verdicts.name, partition, asked, number)
        assert found.agrees
        assert found.before is not None
        days = {one.day for one in found.list_evidence()}
        assert min(days) <= row["baseline_end"] < row["period_start"] <= max(days)
    with pytest.raises(InputError, match="rate_after, rate_before"):
        explain(counted.lake, visibility_verdicts.name, partition, asked, "p_value")
