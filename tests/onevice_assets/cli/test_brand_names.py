"""Deciding about names from the command line: shown, decided, audited, undone, read again."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pytest

from onevice_assets.cli.rescore import rescore_commands
from onevice_assets.cli.session import Session
from onevice_assets.decisions import key
from onevice_assets.tables import answers
from resources.control_plane import brands, websites
from tests.onevice_assets.brand_monitor.brand_states.days import (
    PAYMENTS,
    bytes_of,
    read_again,
    write_answers,
)
from tests.onevice_assets.cli.conftest import Terminal

WEBSITE = "default.pay.test"
DAYS = [f"{day}|{WEBSITE}" for day in PAYMENTS]


@pytest.fixture
def market(terminal: Terminal) -> Terminal:
    """Two days of imported answers about payment services; nothing is tracked."""
    with terminal.control.begin() as db:
        site = websites.add(db, domain="pay.test", source="import", actor="test")
    write_answers(terminal.lake, site.id, WEBSITE, PAYMENTS)
    read_again(terminal.lake, terminal.control, DAYS)
    return terminal


def states(terminal: Terminal, *words: str) -> dict[str, str]:
    rows = terminal.json("brand", "candidates", "--all", *words)
    return {row["name"]: row["state"] for row in rows}


def version(terminal: Terminal) -> str:
    with terminal.control.begin() as db:
        return brands.alias_version(db)


def test_candidates_are_shown_with_their_evidence_those_to_decide_first(market: Terminal) -> None:
    rows = market.json("brand", "candidates", "--day", "2026-11-20")
    (first,) = [row for row in rows if row["name"] == "PayPal"]
    assert (first["answers"], first["state"], first["stands_in"]) == (3, "open", True)
    assert "**PayPal" in first["evidence"]["text"]
    assert {row["state"] for row in rows} == {"open"}
    weights = [row["answers"] * row["confidence"] for row in rows]
    assert weights == sorted(weights, reverse=True)
    told, (first, *_) = market.run("brand", "candidates"), market.json("brand", "candidates")
    assert f'onevice brand approve "{first["name"]}"' in told
    assert "stand in are compared" in told


def test_every_decision_is_shown_told_and_audited_once(market: Terminal) -> None:
    told = market.run("brand", "approve", "PayPal", "--domain", "paypal.com")
    assert "Approved: PayPal is a brand of the catalogue" in told
    market.run("brand", "reject", "Adyen", "--why", "not sold here")
    market.run("brand", "merge", "Braintree", "INTO", "PayPal")
    decided = {"PayPal": "approved", "Adyen": "rejected", "Braintree": "merged"}
    assert decided.items() <= states(market).items()
    assert "merged into PayPal" in market.run("brand", "candidates", "--all")
    left = {row["name"] for row in market.json("brand", "candidates")}
    assert not left & decided.keys()
    for name in left:
        market.run("brand", "reject", name)
    assert "Nothing is left to decide" in market.run("brand", "candidates", "--all")
    before = market.actions()
    assert before[:4] == ["organization.add", "website.add", "brand.approve", "brand.reject"]
    assert set(before[4:]) <= {"brand.merge", "brand.reject"}
    for words in (["approve", "paypal"], ["reject", "adyen"], ["merge", "braintree", "paypal"]):
        market.run("brand", *words)
    assert market.actions() == before


def test_every_decision_can_be_taken_back(market: Terminal) -> None:
    shown, was = states(market), version(market)
    market.run("brand", "approve", "PayPal")
    market.run("brand", "reject", "Adyen")
    market.run("brand", "merge", "Braintree", "INTO", "PayPal")
    assert version(market) != was
    assert "Split: Braintree stands for itself again" in market.run("brand", "split", "Braintree")
    assert "Braintree stands for itself already" in market.run("brand", "split", "Braintree")
    assert "no longer rejected" in market.run("brand", "restore", "Adyen")
    assert "no longer approved" in market.run("brand", "restore", "PayPal")
    assert (states(market), version(market)) == (shown, was)


def test_a_like_spelling_of_a_brand_is_approved_as_that_brand(market: Terminal) -> None:
    market.run("brand", "add", "Pay-Pal")
    market.run("brand", "approve", "PayPal")
    (row,) = market.json("brand", "list")
    assert (row["name"], row["aliases"]) == ("Pay-Pal", ["PayPal"])
    assert "approved as Pay-Pal" in market.run("brand", "candidates", "--all")


def test_a_typed_name_is_first_what_the_catalogue_calls_so(market: Terminal) -> None:
    market.run("brand", "reject", "pay pal")
    assert states(market)["PayPal"] == "rejected"
    market.run("brand", "restore", "PayPal")
    market.run("brand", "add", "Pay Pal")
    market.run("brand", "merge", "Braintree", "INTO", "pay pal")
    (row,) = market.json("brand", "list")
    assert row["name"] == "Pay Pal"


def test_a_candidate_can_be_approved_under_another_name_and_tracked(market: Terminal) -> None:
    told = market.run(
        "brand",
        "approve",
        "PayPal",
        "--as",
        "PayPal Holdings",
        "--track",
        "own",
        "--only",
        "-w",
        WEBSITE,
    )
    assert f"{WEBSITE} tracks it as own" in told
    (row,) = market.json("brand", "list", "--website", WEBSITE)
    assert (row["name"], row["role"], row["aliases"]) == ("PayPal Holdings", "own", ["PayPal"])
    assert states(market)["PayPal"] == "approved"
    assert market.actions()[-2:] == ["brand.approve", "brand.track"]


def test_tracking_the_first_brand_of_a_market_must_be_meant(market: Terminal) -> None:
    before = market.actions()
    told = market.error("brand", "approve", "PayPal", "--track", "competitor", "-w", WEBSITE)
    assert "--only" in told
    assert market.actions() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["approve", "Payapl"], "Did you mean 'PayPal'"),
        (["reject", "Nobody Ever Said This"], 'onevice brand add "Nobody Ever Said This"'),
        (["merge", "Braintree", "INTO", "Payapl"], "Did you mean 'PayPal'"),
        (["merge", "PayPal", "INTO", "paypal"], "one brand"),
        (["merge", "PayPal"], 'brand merge "First Name" INTO "Second Name"'),
        (["merge", "PayPal", "INTO"], 'brand merge "First Name" INTO "Second Name"'),
        (["split", "PayPal", "OUT", "Of", "It"], 'brand split "First Name" FROM'),
        (["split", "Payapl"], "Did you mean 'PayPal'"),
        (["restore", "PayPal"], "Nothing was decided about 'PayPal'"),
        (["approve", "PayPal", "--day", "soon"], "not a day"),
        (["approve", "PayPal", "-w", "nobody.test"], WEBSITE),
        (["candidates", "--day", "2026-11-19"], "newest days: 2026-11-20, 2026-11-21"),
        (["alias", "PayPal", "PP"], "There is no brand 'PayPal'"),
    ],
)
def test_a_mistake_is_told_with_the_next_step_and_changes_nothing(
    market: Terminal, words: list[str], told: str
) -> None:
    before, was = market.actions(), version(market)
    assert told in market.error("brand", *words)
    assert (market.actions(), version(market)) == (before, was)


def test_a_tracking_that_fails_takes_the_approval_with_it(market: Terminal) -> None:
    before = market.actions()
    market.run("site", "add", "https://other.test")
    market.run("brand", "track", "Braintree", "--own", "-w", WEBSITE)
    market.run("brand", "track", "PayPal", "-w", WEBSITE)
    told = market.error("brand", "merge", "Braintree", "INTO", "PayPal")
    assert 'brand untrack "Braintree" --website' in told
    assert "brand.merge" not in market.actions()[len(before) :]


def test_how_a_name_must_be_written_is_kept_and_shown(market: Terminal) -> None:
    market.run("brand", "add", "Target")
    market.run("brand", "alias", "Target", "TGT", "--match", "exact")
    market.run("brand", "alias", "Target", "Target", "--context", "store, Retailer")
    (row,) = market.json("brand", "list")
    assert row["aliases"] == ["TGT"]
    assert row["match"] == [
        {"name": "TGT", "match_policy": "exact", "context_words": []},
        {"name": "Target", "match_policy": "context", "context_words": ["retailer", "store"]},
    ]
    assert "Target: context retailer, store" in market.run("brand", "list")
    market.run("brand", "alias", "Target", "TGT", "--match", "any-case")
    market.run("brand", "alias", "Target", "TGT", "--remove")
    assert market.json("brand", "list")[0]["aliases"] == []
    assert "leave the others out" in market.error(
        "brand", "alias", "Target", "TGT", "--remove", "--match", "exact"
    )


def test_after_a_decision_the_command_that_reads_past_days_again_is_told(market: Terminal) -> None:
    told = market.run("brand", "approve", "Braintree")
    assert "2 days were read without it" in told
    (command,) = [line for line in told.splitlines() if "asset materialize" in line]
    assert f"--partition-range '{DAYS[0]}...{DAYS[1]}'" in command
    assert command in rescore_commands(DAYS)
    read_again(market.lake, market.control, DAYS)
    assert "asset materialize" not in market.run("brand", "approve", "Braintree")


def test_days_with_a_gap_and_other_websites_are_ranges_of_their_own() -> None:
    days = ["2026-11-20|a", "2026-11-21|a", "2026-11-23|a", "2026-11-24|b"]
    told = [one.rpartition("--partition")[2] for one in rescore_commands(days)]
    assert told == [
        "-range '2026-11-20|a...2026-11-21|a'",
        " '2026-11-23|a'",
        " '2026-11-24|b'",
    ]


def test_the_catalogue_gets_a_new_data_version_so_that_past_days_are_stale(
    market: Terminal,
) -> None:
    def told() -> Any:
        last = Session().instance.get_latest_materialization_event(key("brands"))
        assert last is not None
        assert isinstance(last.asset_materialization, dg.AssetMaterialization)
        return (last.asset_materialization.tags or {})["dagster/data_version"]

    market.run("brand", "approve", "Braintree")
    first = told()
    assert first == version(market)
    market.run("brand", "reject", "Adyen")
    assert told() not in (first, None)
    market.run("brand", "restore", "Adyen")
    assert told() == first


def test_a_merge_reads_two_past_days_anew_and_its_split_gives_them_back(market: Terminal) -> None:
    for name in ("PayPal", "PayPal Holdings", "PayPal Checkout", "Braintree"):
        market.run("brand", "track", name, "-w", WEBSITE)
    read_again(market.lake, market.control, DAYS)
    table, was = answers.llm_brand_states, version(market)
    files = bytes_of(market.lake, table, DAYS)
    market.run("brand", "merge", "PayPal Checkout", "INTO", "PayPal")
    assert market.json("brand", "changes")["days_not_rescored"] == list(PAYMENTS)
    read_again(market.lake, market.control, DAYS)
    told = market.json("brand", "changes")
    assert ([day["day"] for day in told["days"]], told["answers"]) == (list(PAYMENTS), 6)
    brand = {one["brand"]: one for one in told["brands"]}
    assert brand["PayPal Checkout"]["before"]["presences"] == {"ignored": 4, "recommended": 2}
    assert brand["PayPal Checkout"]["after"]["presences"] == {}
    assert brand["PayPal Checkout"]["decision"] == "merged into PayPal"
    assert brand["PayPal"]["before"]["presences"] == {"ignored": 3, "recommended": 3}
    assert brand["PayPal"]["after"]["presences"] == {"ignored": 2, "recommended": 4}
    assert brand["PayPal"]["answers_affected"] == 1
    assert (brand["PayPal"]["before"]["share"], brand["PayPal"]["after"]["share"]) == (
        3 / 10,
        4 / 9,
    )
    market.run("brand", "split", "PayPal Checkout", "FROM", "PayPal")
    read_again(market.lake, market.control, DAYS)
    assert bytes_of(market.lake, table, DAYS) == files
    assert version(market) == was
    back = {one["brand"]: one for one in market.json("brand", "changes")["brands"]}
    assert back["PayPal"]["share_difference"] == pytest.approx(3 / 10 - 4 / 9)


def test_changes_can_be_cut_to_days_and_say_where_there_are_none(market: Terminal) -> None:
    assert "nothing was read again with other names" in market.run("brand", "changes")
    market.run("brand", "reject", "PayPal")
    assert "Not read with the decisions in force yet" in market.run("brand", "changes")
    read_again(market.lake, market.control, DAYS)
    one = market.json("brand", "changes", "--day", "2026-11-21")
    assert [day["day"] for day in one["days"]] == ["2026-11-21"]
    assert one["answers"] == 3
    both = market.json("brand", "changes", "--from", "2026-11-20", "--to", "2026-11-21")
    assert len(both["days"]) == 2
    told = market.run("brand", "changes")
    assert "answers read otherwise" in told
    assert "rejected" in told
    assert "exchange them" in market.error(
        "brand", "changes", "--from", "2026-11-21", "--to", "2026-11-20"
    )
    assert "not both" in market.error(
        "brand", "changes", "--day", "2026-11-21", "--to", "2026-11-20"
    )
