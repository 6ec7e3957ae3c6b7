"""Nothing in anybody else's data changes an answer, and no question changes anything."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevice_assets.campaigns.decisions.desk import Desk
from resources.cypher import Statement
from resources.resilience.breaker import forget_breakers
from tests.onevice_assets.campaigns.decisions.market import (
    CREATIVES,
    LAST,
    Rows,
    make_rows,
    named,
    remember,
)
from tests.onevice_assets.campaigns.isolation.test_others_are_left_alone import dump, plant
from tests.onevice_assets.campaigns.studio import Studio

pytestmark = pytest.mark.redis

# another application's nodes: our labels, our ids, our client, our ties, but for `:Droom`
_THEIRS = (
    "MATCH (k:Droom:Campaign {brand_id: $brand}) WITH k LIMIT 1 "
    "CREATE (k)-[:ACHIEVED {brand_id: $brand}]->(:Performance {brand_id: $brand, "
    "date: '2026-11-10', spend: $number, revenue: 1.0, impressions: 9, clicks: 9, "
    "conversions: 9.0})",
    "MATCH (c:Droom:Content {brand_id: $brand}) WITH c LIMIT 2 "
    "CREATE (c)-[:HAS_TONE {confidence: 1.0, brand_id: $brand}]->(:Tone {name: 'urgent'})",
    # a tie of theirs between nodes of ours, which is not the client's: no brand_id
    "MATCH (c:Droom:Content {brand_id: $brand}) MATCH (t:Droom:Tone {name: 'playful'}) "
    "CREATE (c)-[:HAS_TONE {confidence: 1.0}]->(t)",
    "MATCH (d:Droom:Demographic {brand_id: $brand}) MATCH (t:Droom:Tone {name: 'playful'}) "
    "CREATE (d)-[:RESPONDS_TO {believed: 'yes', shrunk_lift: $number, brand_id: 'theirs'}]->(t)",
    "CREATE (:Campaign {brand_id: $brand, id: 'x', name: 'Retreat', platform: 'tiktok'})",
    "CREATE (:Lead {brand_id: $brand, id: 'x', created_at: '2027-01-01T00:00:00Z'})",
)


def ask_everything(desk: Desk) -> dict[str, Any]:
    """Every question's answer, without when it was found."""
    order = named(desk.client, "Purchase", "p")
    answers = [
        desk.similar_content("calm-room.jpg", limit=100),
        desk.similar_content("red letters", limit=100),
        desk.situations_like("Retreat", limit=100),
        desk.exact_metrics(),
        desk.exact_metrics(campaign="Retreat"),
        desk.exact_metrics(content="calm-room.jpg"),
        desk.attribution_chain(),
        desk.attribution_chain(order),
        desk.portfolio_balance(),
        desk.cross_client_learnings(),
        desk.unused_content("Retreat", limit=100),
        desk.creative_gaps(),
        desk.budget_shifts(until=LAST.isoformat()),
        desk.budget_shifts(by="audience", until=LAST.isoformat()),
    ]
    return {
        f"{number} {one.question}": {**asdict(one), "as_of": None}
        for number, one in enumerate(answers)
    }


def spoil(rows: Rows, spend: float, tone: str, words: str) -> Rows:
    """The same creatives, with other results and other descriptions."""
    for one in rows["Content"]:
        one |= {"total_spend": spend, "avg_roas": 99.0, "description": words or "x"}
    for one in rows["Performance"]:
        one |= {"spend": spend, "revenue": spend * 99, "conversions": 1000.0}
    for one in rows["HAS_TONE"]:
        one["end"] = tone
    rows["RESPONDS_TO"] = []
    return rows


@settings(
    max_examples=2,  # each publishes a client and asks everything again
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    spend=st.floats(0, 1e6),
    tone=st.sampled_from(["calm", "urgent", "playful"]),
    words=st.sampled_from([one[-1] for one in CREATIVES.values()]),
)
def check_another_client(
    desk: Desk, studio: Studio, before: dict[str, Any], spend: float, tone: str, words: str
) -> None:
    other = studio.client("bakery")
    remember(studio, other, spoil(make_rows(other), spend, tone, words))
    assert ask_everything(desk) == before


def test_nobody_elses_data_changes_an_answer_and_no_answer_changes_data(
    desk: Desk, studio: Studio
) -> None:
    forget_breakers()
    plant(studio, desk.client)
    before = ask_everything(desk)
    assert before == ask_everything(desk)
    check_another_client(desk, studio, before)
    given_to = {"brand": desk.client.id, "number": 1e6}
    with studio.resources["graph"].session() as session:
        for number, text in enumerate(_THEIRS):
            one = Statement(f"tests.theirs.{number}", text)
            session.change("theirs", lambda t, one=one: t.read(one, **given_to))
    held = dump(studio)
    assert any("'playful'" in line and "'theirs'" in line for line in held["edges"])
    assert ask_everything(desk) == before
    after = dump(studio)
    assert {name: after[name] for name in ("nodes", "edges", "vectors")} == {
        name: held[name] for name in ("nodes", "edges", "vectors")
    }
    changed = {line.split(" = ")[0] for line in set(after["redis"]) ^ set(held["redis"])}
    assert all(f"campaigns:droom:answer:{desk.client.id}:" in key for key in changed)
