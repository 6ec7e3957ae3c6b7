"""The provider's id of a request, from the HTTP header to the ledger and back after a crash."""

from __future__ import annotations

from collections import Counter

from tests.onevice_assets.brand_monitor.responses.conftest import World
from tests.provider_server import Plan, ProviderServer

_FORGET = (
    "UPDATE control.llm_attempts SET status = 'reserved', cost_usd = NULL, settled_at = NULL, "
    "response_id = NULL, request_id = NULL, provider_request_id = NULL, payload_path = NULL "
    "WHERE status = 'succeeded'"
)


def ids(world: World) -> Counter[tuple[str, str | None]]:
    return Counter((one.status, one.provider_request_id) for one in world.attempts())


def test_every_attempt_has_it_also_one_that_failed_and_one_that_a_killed_run_left(
    world: World, server: ProviderServer
) -> None:
    server.plans = [
        Plan(uses=1, status=500, headers={"x-request-id": "req_bad"}),
        Plan(headers={"x-request-id": "req_good"}),
    ]
    world.materialize()
    told = {("failed", "req_bad"): 1, ("succeeded", "req_good"): 6}
    assert ids(world) == told
    with world.control.begin() as db:  # as if killed after the payloads were kept
        db.exec_driver_sql(_FORGET)
    world.materialize()
    assert (ids(world), len(server.calls)) == (told, 7)
