"""Rows of any size for the serving tables, of a website that the control plane knows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from onevice_assets.tables import serving
from resources.control_plane import simulations, websites
from resources.control_plane.resource import ControlPlane
from resources.identity import derived_id
from resources.serving_tables.declare import ServingScope, ServingTable
from resources.serving_tables.read import count_rows
from resources.serving_tables.replace import Replaced, replace_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = date(2026, 11, 20)
BORN = datetime(2026, 1, 1, tzinfo=UTC)
ASKED = datetime(2026, 11, 20, 9, 30, 0, 123456, tzinfo=UTC)
Rows = dict[str, pa.Table]
Row = dict[str, Any]


class Site:
    """A website and the rows it could hold: `standing` and `day` give them by table.

    Attributes:
        prompt_count: prompts it stands with, each in one conversation.
    """

    def __init__(
        self,
        control: ControlPlane,
        domain: str = "demo.test",
        *,
        organization: str = "default",
        prompt_count: int = 4,
    ) -> None:
        self.control, self.prompt_count = control, prompt_count
        with control.begin() as db:
            found = websites.add(
                db, url=f"https://{domain}/", organization=organization, actor="test"
            )
        self.organization_id, self.website_id, self.key = found.organization_id, found.id, found.key

    def id(self, kind: str, *key: object) -> str:
        return derived_id(BORN, kind, self.website_id, *key)

    def scope(self, day: date | None = None) -> ServingScope:
        return ServingScope(self.organization_id, self.website_id, day)

    def replace(self, rows: Mapping[str, pa.Table], day: date | None = None) -> dict[str, Replaced]:
        with self.control.begin() as db:
            return replace_rows(db, serving.ALL, self.scope(day), rows)

    def count(self, day: date | None = None) -> dict[str, int]:
        with self.control.begin() as db:
            return count_rows(db, serving.ALL, self.scope(day))

    def standing(self) -> Rows:
        """Pages, an analysis, an ICP, and the prompts with their conversation and class."""
        basket = {"basket_version": 1, "is_active": True, "created_at": BORN}
        written = {"locale": "en-US", "source": "generated"}
        icp = {
            "id": self.id("icps"), "name": "A reader", "sequence_number": 1,
            "analysis_method": "rules", "updated_at": BORN, **basket,
            **dict.fromkeys(("demographics", "professional_profile"), "{}"),
            **dict.fromkeys(("pain_points", "goals", "motivations"), '["one"]'),
        }  # fmt: skip
        conversation = {
            "id": self.id("conversations"), "icp_id": icp["id"], "topic": "browsers",
            "is_core_conversation": True, "sequence_number": 1, **basket, **written,
        }  # fmt: skip
        prompts = [
            {"id": self.prompt(n), "conversation_id": conversation["id"], "prompt_text": f"{n}?",
             "prompt_type": "primary", "sequence_order": n, "is_branded": False,
             "is_pinned": False, **basket, **written}
            for n in range(self.prompt_count)
        ]  # fmt: skip
        page = {
            "id": self.id("scraped_pages"), "url": "https://demo.test/", "url_hash": "0" * 64,
            "title": "Demo", "http_status": 200, "scraped_at": BORN,
        }  # fmt: skip
        return {
            "scraped_pages": self.table(serving.scraped_pages, [page]),
            "icps": self.table(serving.icps, [icp]),
            "conversation_sequences": self.table(serving.conversation_sequences, [conversation]),
            "prompts": self.table(serving.prompts, prompts),
            "prompt_classifications": self.table(
                serving.prompt_classifications, [self._class(row["id"]) for row in prompts]
            ),
        }

    def day(self, day: date = DAY, *, answers: int = 4, brands: int = 3) -> Rows:
        """A day of answers, each with a state and a belief map about every brand."""
        named = [self._brand(n) for n in range(brands)]
        asked = [self._answer(day, n) for n in range(answers)]
        pairs = [(answer, brand) for answer in asked for brand in named]
        return {
            "brands": self.table(serving.brands, named, day),
            "llm_responses": self.table(serving.llm_responses, asked, day),
            "llm_brand_states": self.table(
                serving.llm_brand_states, [self._state(*pair) for pair in pairs], day
            ),
            "llm_answer_belief_maps": self.table(
                serving.llm_answer_belief_maps, [self._map(*pair) for pair in pairs], day
            ),
            "share_of_voice": self.table(
                serving.share_of_voice, [self._share(day, brand) for brand in named], day
            ),
        }

    def prompt(self, number: int) -> str:
        return self.id("prompts", number)

    def run(self, day: date) -> str:
        """The simulation run of a day."""
        with self.control.begin() as db:
            return simulations.for_day(db, self.website_id, day).id

    def table(self, table: ServingTable, rows: list[Row], day: date | None = None) -> pa.Table:
        """Rows of a table; what is not given is null."""
        known = self.scope(day).columns
        return pa.Table.from_pylist([{**row, **known} for row in rows], table.arrow_schema)

    def _class(self, prompt: str) -> Row:
        return {
            "id": self.id("prompt_classifications", prompt), "prompt_id": prompt,
            "intent_type": "evaluation", "funnel_stage": "consideration",
            "buying_signal": Decimal("0.50"), "trust_need": Decimal("0.25"),
            "classified_at": BORN, "classifier_version": "1",
        }  # fmt: skip

    def _brand(self, number: int) -> Row:
        name = f"Brand {number}"
        return {
            "id": derived_id(date(1970, 1, 1), "brands", name), "name": name,
            "normalized_name": name.lower(), "is_tracked": number == 0,
        }  # fmt: skip

    def _answer(self, day: date, number: int) -> Row:
        if number == 0:
            self._run = self.run(day)
        return {
            "id": self.id("llm_responses", day, number), "simulation_run_id": self._run,
            "prompt_id": self.prompt(number % self.prompt_count), "llm_provider": "openai",
            "llm_model": "gpt", "sample_number": number // self.prompt_count + 1,
            "response_text": f"Answer {number}.", "brands_mentioned": '["Brand 0"]',
            "is_branded": False, "is_demonstration": False, "asked_at": ASKED, "created_at": ASKED,
        }  # fmt: skip

    def _state(self, answer: Row, brand: Row) -> Row:
        return {
            "id": self.id("llm_brand_states", answer["id"], brand["id"]),
            "llm_response_id": answer["id"], "brand_id": brand["id"], "presence": "recommended",
            "position_rank": 1, "belief_sold": "outcome", "created_at": ASKED,
        }  # fmt: skip

    def _map(self, answer: Row, brand: Row) -> Row:
        return {
            **self._state(answer, brand),
            "id": self.id("llm_answer_belief_maps", answer["id"], brand["id"]),
            "prompt_classification_id": self.id("prompt_classifications", answer["prompt_id"]),
            "llm_provider": "openai", "buying_signal": Decimal("0.50"),
        }  # fmt: skip

    def _share(self, day: date, brand: Row) -> Row:
        counts = ("mention_count", "recommendation_count", "first_position_count")
        return {
            "id": self.id("share_of_voice", day, brand["id"]), "brand_id": brand["id"],
            "llm_provider": "all", "total_responses": 4, **dict.fromkeys(counts, 2),
            "visibility_score": Decimal("50.00"), "is_demonstration": False,
            "period_start": day, "period_end": day, "created_at": ASKED,
        }  # fmt: skip
