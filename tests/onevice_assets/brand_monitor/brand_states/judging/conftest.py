"""A day of answers with their states, a provider that judges, and the asset between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.brand_states.judging import checks
from onevice_assets.brand_monitor.brand_states.judging.assets import brand_state_judgements
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers
from resources.control_plane import ledger, stage_attempts, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.stage_attempts import StageAttempt
from resources.control_plane.websites import Website
from resources.identity import brand_id
from resources.lake import Lake
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from tests.one_provider import only_provider
from tests.onevice_assets.cli.rows import DAY, row
from tests.provider_server import Plan, ProviderServer

FIRST = "Buy the Acme X1, the best there is. It beats Bolt."
SECOND = "Cord is a dictionary word here. Acme costs less."
NOBODY = "Nobody is named here."
# what we read: brand, presence, belief, polarity; in order of first mention
STATES: dict[str, tuple[tuple[str, str, str | None, str | None], ...]] = {
    FIRST: (
        ("Acme", "recommended", "superiority", "positive"),
        ("Bolt", "compared", None, "neutral"),
    ),
    SECOND: (
        ("Cord", "mentioned", None, "neutral"),
        ("Acme", "mentioned", "transaction", "positive"),
    ),
    NOBODY: (("Acme", "ignored", None, None),),
}


def verdict(key: str, presence: str, belief: str = "none", polarity: str = "neutral") -> Any:
    return {"id": key, "presence": presence, "belief": belief, "polarity": polarity}


def reply(*verdicts: Any) -> str:
    return json.dumps({"verdicts": verdicts})


# as the judge reads them: it takes Cord for no brand, and Bolt for a mention
ON_FIRST = (verdict("b1", "recommended", "superiority", "positive"), verdict("b2", "mentioned"))
ON_SECOND = (verdict("b1", "ignored"), verdict("b2", "mentioned", "transaction", "positive"))


def healthy() -> list[Plan]:
    return [Plan(match=FIRST, text=reply(*ON_FIRST)), Plan(match=SECOND, text=reply(*ON_SECOND))]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProviderServer]:
    with only_provider(monkeypatch, healthy()) as server:
        yield server


def response_row(text: str) -> dict[str, Any]:
    return row(answers.llm_responses, response_text=text, llm_provider="openai", llm_model="m")


def state_rows(texts: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of `llm_brand_states` for some answers."""
    found = []
    for text, states in texts.items():
        for name, presence, belief, polarity in states:
            start = text.find(name) if presence != "ignored" else None
            found.append(
                row(
                    answers.llm_brand_states,
                    llm_response_id=response_row(text)["id"],
                    brand_id=brand_id(name),
                    brand_name=name,
                    presence=presence,
                    belief_sold=belief,
                    polarity=polarity,
                    mention_start=start,
                    surface=None if start is None else name,
                    extractor_version="7",
                )
            )
    return found


def write_day(lake: Lake, partition: str, texts: dict[str, Any] = STATES) -> None:
    """Write answers and what we read in them."""
    lake.write(answers.llm_responses, partition, [response_row(text) for text in texts])
    lake.write(answers.llm_brand_states, partition, state_rows(texts))


@dataclass
class World:
    """The stores of one test, and the asset on them."""

    lake: Lake
    control: ControlPlane
    objects: Objects
    website: Website
    llm: LanguageModels

    @property
    def partition(self) -> str:
        return join_key(DAY.isoformat(), self.website.key)

    def run(self, **config: Any) -> dg.ExecuteInProcessResult:
        """Materialise the day and its check, as the UI does."""
        instance = dg.DagsterInstance.ephemeral()
        instance.add_dynamic_partitions("websites", [self.website.key])
        name = "brand_monitor__brand_state_judgements"
        return dg.materialize(
            [brand_state_judgements, checks.the_judge_agrees_on_presence],
            instance=instance,
            partition_key=self.partition,
            resources={
                "lake": self.lake,
                "control": self.control,
                "objects": self.objects,
                "llm": self.llm,
                "progress": Progress(mode="off"),
            },
            run_config={"ops": {name: {"config": config}}},
            raise_on_error=False,
        )

    def judge(self, **config: Any) -> dict[str, Any]:
        """Materialise the day; its metadata."""
        done = self.run(**config)
        assert done.success
        (event,) = done.asset_materializations_for_node("brand_monitor__brand_state_judgements")
        return {name: value.value for name, value in event.metadata.items()}

    def refusal(self, **config: Any) -> str:
        """Materialise a day that cannot be; why."""
        done = self.run(**config)
        (event,) = [one for one in done.all_events if one.is_step_failure]
        failure = event.step_failure_data.user_failure_data
        assert failure is not None
        return str(failure.description)

    def rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The rows by answer and brand name."""
        texts = {response_row(text)["id"]: text for text in STATES}
        found = self.lake.read_rows(answers.brand_state_judgements, self.partition)
        return {(texts[one["llm_response_id"]], one["brand_name"]): one for one in found}

    def booked(self) -> list[StageAttempt]:
        with self.control.begin() as db:
            return stage_attempts.attempts(db, self.website.id)

    def give_up_outcome(self) -> None:
        """Make every settled call one that a crash cut off before its payload was kept."""
        with self.control.begin() as db:
            db.exec_driver_sql(
                "UPDATE control.llm_attempts SET status = 'reserved', cost_usd = NULL, "
                "payload_path = NULL, settled_at = NULL, response_id = NULL, request_id = NULL"
            )
        for path in self.objects.list(f"llm-responses/{self.website.id}/"):
            self.objects.delete(path)

    def spent_usd(self) -> float:
        with self.control.begin() as db:
            at = self.booked()[0].reserved_at.date()
            return float(ledger.spent_usd(db, self.website.organization_id, at))


@pytest.fixture
def world(lake: Lake, control: ControlPlane, objects: Objects, server: ProviderServer) -> World:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.example", actor="test")
    made = World(lake, control, objects, website, LanguageModels(first_wait_s=0.01))
    write_day(lake, made.partition)
    return made
