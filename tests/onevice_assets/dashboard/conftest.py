"""Two organizations with a website each, three days of answers, and the marts dbt made of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from onevice_assets.dashboard.access.viewer import LOCAL, Viewer, list_websites
from onevice_assets.dashboard.address import read_search
from onevice_assets.dashboard.app import build_app
from onevice_assets.dashboard.queries.scope import Scope, open_scope
from onevice_assets.dashboard.remember import RememberingLake
from onevice_assets.dashboard.sources import Sources
from onevice_assets.tables import answers, audience
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.dbt_runner import Dbt
from resources.identity import derived_id
from resources.lake import Lake
from resources.redis_store import RedisStore
from tests.onevice_assets.brand_monitor.share_of_voice.rows import Answer, website_id, write_day

COFFEE, TEA, DEMO = "default.coffee.test", "rival.tea.test", "default.demo.test"
DAYS = ("2026-11-18", "2026-11-20", "2026-11-21")
ROLES = {"Aurora": "own", "Beans & Co": "competitor", "=SUM(A1)": "competitor"}
TEXT = "Take Aurora. Beans & Co is fine too."
NEW = datetime(2026, 1, 1, tzinfo=UTC)


def _answers(day: int, secret: str) -> list[Answer]:
    """Twelve topics, two providers; Aurora in most, replaced by Beans & Co in some."""
    asked = []
    for topic in range(12):
        for provider in ("openai", "google"):
            named: dict[str, Any] = {"Beans & Co": ("recommended", 2)}
            if (topic + day) % 3:
                named["Aurora"] = ("recommended", 1)
            if topic % 4 == 0:
                named["Beans & Co"] = "compared"
            asked.append(Answer(provider, named, f"{secret} {topic}", text=f"{secret}: {TEXT}"))
    return [*asked, Answer("openai", {"Aurora": "mentioned"}, "t0", is_branded=True, text=TEXT)]


def _complete(lake: Lake, website: str, partition: str, icp: str) -> list[dict[str, Any]]:
    """Give the day's questions a customer, their states a sentence; return classifications."""
    rows = lake.read_rows(answers.llm_responses, partition)
    lake.write(answers.llm_responses, partition, [{**row, "icp_id": icp} for row in rows])
    texts = {row["id"]: row["response_text"] for row in rows}
    states = lake.read_rows(answers.llm_brand_states, partition)
    lake.write(
        answers.llm_brand_states,
        partition,
        [_with_sentence(row, texts[row["llm_response_id"]]) for row in states],
    )
    return [
        {
            "id": derived_id(NEW.date(), "c", row["prompt_id"]),
            "website_id": website_id(website),
            "prompt_id": row["prompt_id"],
            "intent_type": "decision" if at % 4 < 2 else "evaluation",
            "funnel_stage": "purchase",
        }
        for at, row in enumerate(rows)
    ]


def _with_sentence(state: dict[str, Any], text: str) -> dict[str, Any]:
    start = text.find(state["brand_name"])
    if state["presence"] == "ignored" or start < 0:
        return state
    end = start + len(state["brand_name"])
    return state | {
        "mention_start": start,
        "mention_end": end,
        "evidence_start": 0 if ". " not in text[:start] else text.rfind(". ", 0, start) + 2,
        "evidence_end": text.find(".", end) + 1,
    }


def _filled(table: Any, row: dict[str, Any]) -> dict[str, Any]:
    """A row whose other columns hold something that may stand there."""
    usual = {"uuid": "0", "text": "x", "json": "[]", "integer": 1, "number": 0.5, "boolean": True}
    return {
        column.name: row.get(
            column.name,
            None
            if column.nullable
            else (column.one_of or [None])[0] or usual.get(column.type, NEW),
        )
        for column in table.columns
    }


def write_website(lake: Lake, website: str, secret: str) -> list[str]:
    """Write a website's days; its topics and texts hold a word of its own."""
    icp = derived_id(NEW.date(), "icps", website)
    lake.write(
        audience.icps,
        website,
        [
            _filled(
                audience.icps,
                {"id": icp, "website_id": website_id(website), "name": f"{secret} lover"},
            )
        ],
    )
    classified: list[dict[str, Any]] = []
    partitions = []
    for at, day in enumerate(DAYS):
        partition = write_day(lake, day, website, _answers(at, secret), ROLES)
        classified += _complete(lake, website, partition, icp)
        partitions.append(partition)
    once = {row["prompt_id"]: row for row in classified}  # asked on every day
    rows = [_filled(audience.prompt_classifications, row) for row in once.values()]
    lake.write(audience.prompt_classifications, website, rows)
    return partitions


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The lake with the marts, made once."""
    from onevice_assets.brand_monitor.share_of_voice.publish_marts import publish_marts

    folder = tmp_path_factory.mktemp("dashboard")
    lake = Lake(url=(folder / "lake").as_uri())
    partitions = [*write_website(lake, COFFEE, "coffee"), *write_website(lake, TEA, "tea")]
    shown = [Answer("local", {"Aurora": "mentioned"}, "one topic")]
    partitions.append(write_day(lake, DAYS[-1], DEMO, shown, ROLES))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONEVICE_HOME", str(folder / "home"))
        done = publish_marts(lake, Dbt(), partitions)
    assert not done.offenders
    return lake


@dataclass
class World:
    """The two organizations, as the page sees them."""

    lake: RememberingLake
    control: ControlPlane

    def scope(self, search: str = "", viewer: Viewer = LOCAL) -> Scope:
        asked, told = read_search(search)
        return open_scope(self.lake, viewer, list_websites(self.control, viewer), asked, told)

    def viewer(self, key: str, role: Any = "member") -> Viewer:
        (site,) = [one for one in list_websites(self.control, LOCAL) if one.key == key]
        return Viewer(site.organization_id, role, "Somebody", site.organization_slug)


@pytest.fixture
def world(published: Lake, control: ControlPlane) -> World:
    with control.begin() as db:
        for organization, domain in (("default", "coffee.test"), ("rival", "tea.test")):
            websites.add(
                db, domain=domain, organization=organization, source="import", actor="test"
            )
    return World(RememberingLake(url=published.url), control)


@pytest.fixture
def local(world: World, tmp_path: Path) -> FlaskClient:
    """A browser at this machine."""
    sources = Sources(world.lake, world.control, RedisStore(url="redis://127.0.0.1:1/0"))
    client = build_app(sources, is_local=True).test_client()
    client.environ_base["HTTP_HOST"] = "127.0.0.1:8050"
    return client


@pytest.fixture
def show() -> Callable[..., Any]:
    """Asks for a view as the page does, and gives what would stand there, as text."""

    def ask(client: FlaskClient, search: str, code: int = 200) -> Any:
        place = {"id": "url", "property": "search", "value": search}
        sent = {
            "output": "content.children",
            "outputs": {"id": "content", "property": "children"},
            "inputs": [place],
            "state": [place],
            "changedPropIds": ["url.search"],
        }
        answer = client.post("/_dash-update-component", json=sent)
        assert answer.status_code == code, answer.text[:500]
        return json.dumps(answer.json, ensure_ascii=False) if code == 200 else answer.text

    return ask


def day(text: str) -> date:
    return date.fromisoformat(text)
