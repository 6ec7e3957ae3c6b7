"""Many attempts closed at once end as each would alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Connection

from resources.control_plane import ledger
from resources.control_plane.ledger_batches import Closing, close_many
from resources.control_plane.websites import Website
from resources.identity import new_id
from tests.resources.control_plane.test_ledger import NOON, make_wish


def test_each_ends_as_it_would_alone_and_none_twice(db: Connection, website: Website) -> None:
    wish = make_wish(db, website)
    wishes = [replace(wish, prompt_id=new_id()) for _ in range(3)]
    good, bad, open_ = ledger.reserve_many(db, wishes, at=NOON)
    closings = [
        Closing(good.id, "succeeded", Decimal("0.1"), "req_1", new_id(), "llm-responses/a.json"),
        Closing(
            bad.id,
            "failed",
            Decimal("0.25"),
            error="half a pair \ud800 and \x00",
            provider_request_id="http_2",
        ),
        Closing(new_id(), "failed", Decimal(0), error="never made"),
    ]
    assert close_many(db, closings, at=NOON) == {good.id, bad.id}
    assert close_many(db, closings, at=NOON) == set()
    found = {one.id: one for one in ledger.attempts(db, wish.simulation_run_id)}
    assert [found[one.id].status for one in (good, bad, open_)] == [
        "succeeded",
        "failed",
        "reserved",
    ]
    assert (found[good.id].request_id, found[good.id].error) == ("req_1", None)
    assert (found[good.id].cost_usd, found[good.id].settled_at) == (Decimal("0.1"), NOON)
    assert (found[good.id].provider_request_id, found[bad.id].provider_request_id) == (
        None,
        "http_2",
    )
    assert (found[bad.id].error, found[bad.id].payload_path) == ("half a pair ? and ", None)


def test_nothing_to_close_closes_nothing(db: Connection) -> None:
    assert close_many(db, [], at=NOON) == set()
