"""The judge's asset over real HTTP: what is kept, what is told, what is paid, and only once."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.brand_states.judging.judge_day import judge_day
from onevice_assets.brand_monitor.brand_states.judging.plan_judging import Stores, Wish
from onevice_assets.cli.rescore import rescore_commands
from onevice_assets.definitions import build_defs
from onevice_assets.tables import answers
from resources.llm.resource import LanguageModels
from resources.progress import Progress
from tests.onevice_assets.brand_monitor.brand_states.judging.conftest import (
    FIRST,
    NOBODY,
    ON_FIRST,
    ON_SECOND,
    SECOND,
    STATES,
    World,
    healthy,
    reply,
    verdict,
    write_day,
)
from tests.provider_server import Plan, ProviderServer

JUDGEMENTS = dg.AssetKey(["brand_monitor", "brand_state_judgements"])


def test_agreement_and_disagreement_are_both_stored_with_who_said_so(world: World) -> None:
    told = world.judge()
    rows = world.rows()
    assert {key: row["is_agreed"] for key, row in rows.items()} == {
        (FIRST, "Acme"): True,
        (FIRST, "Bolt"): False,
        (SECOND, "Cord"): False,
        (SECOND, "Acme"): True,
    }
    bolt = rows[FIRST, "Bolt"]
    assert (bolt["presence"], bolt["judge_presence"]) == ("compared", "mentioned")
    assert (bolt["is_belief_agreed"], bolt["is_polarity_agreed"]) == (True, True)
    assert (bolt["judge_provider"], bolt["prompt_version"]) == ("openai", "1")
    assert bolt["judge_model"] == bolt["served_model"]
    assert bolt["extractor_version"] == "7"
    assert (told["presence_agreement"], told["all_agreement"]) == (0.5, 0.5)
    assert told["presence_kappa"] == pytest.approx(3 / 11)  # by hand: (8/16 - 5/16) / (11/16)


def test_a_judge_changes_no_state_and_adds_no_brand(world: World, server: ProviderServer) -> None:
    """Hard case 24: a name the model made up does not become a row anywhere."""
    invented = verdict("b3", "recommended"), verdict("Zenith", "recommended")
    server.plans = [Plan(match=FIRST, text=reply(*ON_FIRST, *invented)), *healthy()]
    before = world.lake.read_rows(answers.llm_brand_states, world.partition)
    told = world.judge()
    assert told["invented_ids"] == 2
    assert {name for _, name in world.rows()} == {"Acme", "Bolt", "Cord"}
    assert world.lake.read_rows(answers.llm_brand_states, world.partition) == before


def test_only_answers_that_name_a_brand_are_asked_about(
    world: World, server: ProviderServer
) -> None:
    world.judge()
    asked = " ".join(call.asked for call in server.calls)
    assert len(server.calls) == 2
    assert NOBODY not in asked


def test_every_call_is_on_record_with_its_payload_and_its_rows_lead_to_it(world: World) -> None:
    told = world.judge()
    made = {one.id: one for one in world.booked()}
    assert {one.purpose for one in made.values()} == {"brand_state_judgements"}
    assert told["cost_usd"] == pytest.approx(float(sum(one.cost_usd or 0 for one in made.values())))
    assert 0 < told["cost_usd"] == pytest.approx(world.spent_usd())
    for row in world.rows().values():
        payload = world.objects.get_json(made[row["attempt_id"]].payload_path or "")
        assert payload["response"]["model"] == row["served_model"]


def test_a_second_run_asks_nothing_and_changes_nothing(
    world: World, server: ProviderServer
) -> None:
    world.judge()
    before = world.rows(), len(server.calls), world.booked()
    told = world.judge()
    assert (told["changed"], told["asked"], told["cost_usd"]) == (False, 0, 0)
    assert (world.rows(), len(server.calls), world.booked()) == before


def test_what_was_paid_for_is_found_again_when_the_rows_are_lost(
    world: World, server: ProviderServer
) -> None:
    """As after a crash between the calls and the write of the partition."""
    world.judge()
    before, calls = world.rows(), len(server.calls)
    world.lake.delete(answers.brand_state_judgements, world.partition)
    told = world.judge()
    assert (told["asked"], told["reused"], len(server.calls)) == (0, 2, calls)
    assert world.rows() == before


def test_a_larger_sample_pays_only_for_the_answers_that_are_new(
    world: World, server: ProviderServer
) -> None:
    assert world.judge(sample=1)["asked"] == 1
    assert world.judge(sample=2)["asked"] == 1
    assert len(server.calls) == 2
    assert len(world.rows()) == 4


def test_a_verdict_stands_beside_the_state_of_now(world: World, server: ProviderServer) -> None:
    world.judge()
    changed = {**STATES, FIRST: (STATES[FIRST][0], ("Bolt", "mentioned", None, "neutral"))}
    write_day(world.lake, world.partition, changed)
    told = world.judge(sample=0)
    assert (len(server.calls), told["presence_agreement"]) == (2, 0.75)
    assert world.rows()[FIRST, "Bolt"]["is_agreed"]


def test_a_brand_found_later_is_judged_and_what_was_judged_stays(
    world: World, server: ProviderServer
) -> None:
    write_day(world.lake, world.partition, {**STATES, FIRST: STATES[FIRST][:1]})
    world.judge()
    kept = world.rows()[FIRST, "Acme"]
    write_day(world.lake, world.partition)
    server.plans = [Plan(text=reply(verdict("b1", "ignored"), verdict("b2", "compared")))]
    assert world.judge()["asked"] == 1
    assert world.rows()[FIRST, "Acme"] == kept
    assert world.rows()[FIRST, "Bolt"]["judge_presence"] == "compared"


def test_a_judgement_goes_when_its_answer_does(world: World) -> None:
    world.judge()
    write_day(world.lake, world.partition, {SECOND: STATES[SECOND]})
    world.judge()
    assert {text for text, _ in world.rows()} == {SECOND}


@pytest.mark.parametrize("broken", ["no JSON at all", '{"verdicts": "all good"}', "[1, 2]"])
def test_a_reply_that_cannot_be_read_costs_only_its_own_answer(
    world: World, server: ProviderServer, broken: str
) -> None:
    server.plans = [Plan(match=FIRST, text=broken), *healthy()]
    told = world.judge()
    assert {text for text, _ in world.rows()} == {SECOND}
    assert told["answers_not_judged"] == 1
    assert "1 × The judge's reply cannot be read" in told["reasons"][0]
    assert broken not in str(told)
    assert len(server.calls) == 2
    assert all(one.status == "succeeded" for one in world.booked())


def test_a_useless_reply_is_asked_for_again_only_on_request(
    world: World, server: ProviderServer
) -> None:
    server.plans = [
        Plan(match=FIRST, uses=1, text="no JSON"),
        Plan(match=SECOND, uses=1, text=reply(ON_SECOND[1])),
        *healthy(),
    ]
    assert world.judge()["missing_verdicts"] == 1
    again = world.judge()
    assert (again["asked"], again["missing_verdicts"], again["answers_not_judged"]) == (0, 1, 1)
    assert world.judge(retry=True)["asked"] == 2
    assert len(world.rows()) == 4
    assert world.judge(retry=True)["asked"] == 0
    assert len(server.calls) == 4


def test_a_call_of_unknown_outcome_is_asked_again_only_on_request(
    world: World, server: ProviderServer
) -> None:
    world.judge()
    world.lake.delete(answers.brand_state_judgements, world.partition)
    world.give_up_outcome()
    told = world.judge()
    assert (told["asked"], told["answers_not_judged"], len(server.calls)) == (0, 2, 2)
    assert "2 × outcome unknown" in told["reasons"][0]
    assert world.judge(retry=True)["asked"] == 2


def test_a_failed_call_is_told_and_asked_again_by_the_next_run(
    world: World, server: ProviderServer
) -> None:
    server.plans = [Plan(match=FIRST, text=""), *healthy()]
    told = world.judge()
    assert (told["asked"], told["answers_not_judged"]) == (1, 1)
    assert "empty" in told["reasons"][0]
    server.plans = healthy()
    assert world.judge()["asked"] == 1
    assert len(world.rows()) == 4


def test_ctrl_c_lets_paid_calls_finish_and_the_next_run_goes_on(
    world: World, server: ProviderServer
) -> None:
    texts: dict[str, Any] = {f"Acme is number {n}.": STATES[FIRST][:1] for n in range(30)}
    write_day(world.lake, world.partition, texts)
    server.plans = [Plan(text=reply(verdict("b1", "mentioned")), latency_s=0.4)]
    stores = Stores(world.lake, world.control, world.objects, world.llm)
    server.press_ctrl_c_after(1)
    with pytest.raises(KeyboardInterrupt):
        judge_day(stores, Progress(mode="off"), world.website, world.partition, Wish())
    first = len(server.calls)
    assert 0 < first < 30
    unsent = [one for one in world.booked() if one.status != "succeeded"]
    assert {(one.status, one.cost_usd) for one in unsent} <= {("failed", 0)}
    assert world.judge()["asked"] == 30 - first
    assert len(world.booked()) == 30 + len(unsent)


def test_a_refused_key_stops_the_calls_and_writes_nothing(
    world: World, server: ProviderServer
) -> None:
    texts: dict[str, Any] = {f"Acme is number {n}.": STATES[FIRST][:1] for n in range(30)}
    write_day(world.lake, world.partition, texts)
    server.plans = [Plan(status=401)]
    said = world.refusal()
    assert "Not one of 30 answers was judged" in said
    assert "the key is not accepted" in said
    assert len(server.calls) < 30
    assert all((one.status, one.cost_usd) == ("failed", 0) for one in world.booked())
    assert not world.lake.exists(answers.brand_state_judgements, world.partition)


def test_beyond_the_budget_nothing_is_asked(world: World, server: ProviderServer) -> None:
    world.llm = LanguageModels(max_usd=0.001)
    said = world.refusal()
    assert "Judging 2 answers by openai:" in said
    assert "MAX_USD=0.001" in said
    assert "a smaller sample" in said
    assert (server.calls, world.booked()) == ([], [])


def test_without_a_hosted_model_nobody_judges(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "'google' has no key" in world.refusal(provider="google")
    monkeypatch.delenv("OPENAI_API_KEY")
    assert "the local one is too small" in world.refusal()


def test_the_metadata_shows_agreement_and_no_text_of_an_answer(world: World) -> None:
    told = world.judge()
    assert "| presence | compared | mentioned | 1 |" in told["preview"]
    assert FIRST[:20] not in str(told)
    assert SECOND[:20] not in str(told)


@pytest.mark.parametrize(
    ("presence", "count", "passed"),
    [("mentioned", 40, False), ("compared", 40, True), ("mentioned", 29, True)],
)
def test_a_judge_who_disagrees_on_thirty_rows_or_more_is_warned_about(
    world: World, server: ProviderServer, presence: str, count: int, passed: bool
) -> None:
    texts = {f"Bolt is number {n}.": STATES[FIRST][1:] for n in range(count)}
    write_day(world.lake, world.partition, texts)
    server.plans = [Plan(text=reply(verdict("b1", presence)))]
    (check,) = world.run().get_asset_check_evaluations()
    assert check.passed is passed
    assert check.severity == dg.AssetCheckSeverity.WARN


def test_a_day_without_brands_has_no_judgement_and_no_call(
    world: World, server: ProviderServer
) -> None:
    write_day(world.lake, world.partition, {NOBODY: STATES[NOBODY]})
    assert world.judge()["dagster/row_count"] == 0
    assert not server.calls


def test_nothing_asks_the_judge_but_its_own_job() -> None:
    """Neither the daily job, nor the free ones, nor what reads past days again."""
    defs = build_defs()
    jobs = {job.name: defs.resolve_job_def(job.name) for job in defs.jobs or []}
    asking = {
        name for name, job in jobs.items() if JUDGEMENTS in job.asset_layer.executable_asset_keys
    }
    assert asking == {"judge_brand_states"}
    (command,) = rescore_commands(["2026-01-05|a.test"])
    selection = command.split("--select ")[1].split("' ")[0].strip("'")
    chosen = dg.AssetSelection.from_string(selection).resolve(defs.resolve_asset_graph())
    assert dg.AssetKey(["brand_monitor", "share_of_voice"]) in chosen
    assert JUDGEMENTS not in chosen
