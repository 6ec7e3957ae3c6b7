"""A user, then a website, erased from an organization that stays: all else is as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from onevice_assets.intents.patterns.graph.read_lake import read_lake
from onevice_assets.intents.patterns.graph.write_graph import publish
from onevice_assets.intents.patterns.mining.mine import mine
from onevice_assets.tables import intents
from onevice_assets.upkeep.erasure import find_subject
from onevice_assets.upkeep.erasure.erase import erase, find_open, plan
from onevice_assets.upkeep.erasure.place import Stores
from onevice_assets.upkeep.erasure.reapply import reapply_erasures
from resources.control_plane import brands, ledger, simulations, users, websites
from resources.embedding.static_vectors import MODEL, StaticVectors
from resources.identity import new_id
from resources.imports import store_import
from resources.redis_keys import monitor
from resources.redis_keys.intents import PATTERN_TYPE, USER_PATTERNS, owned
from tests.onevice_assets.brand_monitor.projections.world import World
from tests.onevice_assets.intents import planted as turns
from tests.onevice_assets.upkeep.erasure.looking import (
    WHY,
    Resources,
    die_halfway,
    dump_everything,
    find_empty_places,
    find_in_files,
    tell_nothing,
)
from tests.onevice_assets.upkeep.erasure.plant import Planted, plant, plant_website
from tests.onevice_assets.upkeep.erasure.plant_runs import plant_runs
from tests.stores import driver_of

GONE, KEPT, ANN, BOB = "Zyxalfa", "Qwobeta", "ann@example.com", "bob@example.com"
_TOLD_ELSEWHERE = {"control.audit_log", "control.erasures", "shared"}


def add_website(stores: Stores, word: str) -> World:
    """A website with a brand of its own and an imported answer."""
    with stores.control.begin() as db:
        site = websites.add(
            db, url=f"http://{word}.test/", name=word, organization="alpha", actor="test"
        )
        brands.track(db, site.id, word, "own", actor="test")
        brands.track(db, site.id, "Shared", "competitor", actor="test")
    line = {
        "provider": "openai", "model": "m", "prompt": f"Which {word}?", "answer": word,
        "asked_at": "2026-11-20T10:00:00Z",
    }  # fmt: skip
    store_import(stores.control, stores.objects, site, json.dumps(line).encode(), "found")
    return World(stores.lake, stores.control, stores.objects, site)


def pay(stores: Stores, one: Planted) -> None:
    """An answer of the website that cost half a dollar."""
    site, day, now = one.world.website, date(2026, 11, 20), datetime.now(UTC)
    with stores.control.begin() as db:
        run = simulations.for_day(db, site.id, day)
        wish = ledger.Reservation(
            run.id, site.organization_id, site.id, new_id(), "0" * 64, "openai", "m", 1, Decimal(1)
        )
        made = ledger.reserve(db, wish, at=now)
        ledger.settle(
            db, made.id, cost_usd=Decimal("0.5"), request_id=GONE, provider_request_id=None,
            response_id=new_id(), payload_path="p.json", at=now,
        )  # fmt: skip


def add_user(stores: Stores, organization_id: str) -> str:
    """Ann, who is signed in and is in a log of conversations beside Bob."""
    with stores.control.begin() as db:
        ann = users.add(
            db, ANN, password="a long enough password", actor="test", organization="alpha"
        ).id
    name = stores.redis.name_of(monitor.SESSION.key(session_id="0" * 64))
    driver_of(stores.redis).hset(name, "user_id", ann)
    lines = [json.dumps({"user": who, "text": "Hello"}) for who in (ANN, BOB, ann)]
    stores.objects.put("intents/logs/alpha/a.jsonl", "\n".join(lines))
    for key in (
        USER_PATTERNS.key(user_id=owned(organization_id, ANN)),
        PATTERN_TYPE.key(pattern_type=owned(organization_id, "awareness")),
    ):
        driver_of(stores.redis).sadd(stores.redis.name_of(key), "an id")
    return ann


def mine_of(stores: Stores, organization_id: str, askers: list[str]) -> None:
    """Turns and patterns of some askers, in lake and graph, as the stage makes them."""
    rows = [{**row, "organization_id": organization_id} for a in askers for row in turns.plant(a)]
    mined = mine(rows, organization_id, MODEL, StaticVectors().embed)
    stores.lake.write(intents.conversation_turns, "alpha", rows)
    made = (mined.patterns, mined.relationships, mined.turns)
    for table, some in zip(intents.MINED, made, strict=True):
        stores.lake.write(table, "alpha", some)
    with stores.graph.session() as session:
        publish(session, read_lake(stores.lake, "alpha", organization_id))


def check_rest(
    before: dict[str, list[str]], after: dict[str, list[str]], says: Callable[[str], bool]
) -> None:
    """Nothing says the erased, and what did not is word for word there; caches may go."""
    for place, texts in after.items():
        assert not [one[:300] for one in texts if says(one)], place
        if place not in _TOLD_ELSEWHERE:
            new = ("erasures/", "intents/logs/")
            assert [one for one in texts if not one.startswith(new)] == [
                one
                for one in before[place]
                if not says(one) and (place != "redis" or one in texts) and not one.startswith(new)
            ], place


@pytest.mark.redis
def test_a_user_and_a_website_go_alone_and_what_stays_is_as_if_they_had_never_been(
    every_store: Resources, stores: Stores
) -> None:
    kept = plant(stores, add_website(stores, KEPT), KEPT)
    gone = plant_website(stores, add_website(stores, GONE), GONE)
    organization_id = gone.world.website.organization_id
    pay(stores, gone)
    ann = add_user(stores, organization_id)
    mine_of(stores, organization_id, [f"icp:{GONE}", f"website:{gone.world.website.id}", ANN, BOB])
    assert stores.dagster is not None
    plant_runs(stores.dagster.instance, [kept, gone])
    with stores.control.begin() as db:
        read = "SELECT to_jsonb(t)::text FROM {} t WHERE id = ANY(%(ids)s::uuid[])"
        ids = {"ids": [ann, gone.world.website.id]}
        rows = {
            table: db.exec_driver_sql(read.format(table), ids).scalar_one()
            for table in ("control.websites", "control.users")
        }

    before = dump_everything(every_store, stores)
    subject = find_subject.find_user(stores, ANN, "alpha")
    die_halfway(stores, subject)
    assert find_open(stores, ANN) == subject
    erase(stores, subject, actor="test", why=WHY, tell=tell_nothing)
    after = dump_everything(every_store, stores)
    check_rest(before, after, lambda text: ann in text or ANN in text)
    assert stores.objects.get("intents/logs/alpha/a.jsonl").count(BOB.encode()) == 1

    subject = find_subject.find_website(stores, gone.world.website.key)
    planned = plan(stores, subject)
    assert not [one for one in find_empty_places(planned.counts, "website") if "sagas" not in one]
    die_halfway(stores, subject)
    assert find_open(stores, gone.world.website.key) == subject
    erase(stores, subject, actor="test", why=WHY, tell=tell_nothing)
    left = dump_everything(every_store, stores)
    check_paid(left["control.llm_attempts"])
    check_rest({**after, "control.llm_attempts": left["control.llm_attempts"]}, left, gone.is_in)
    assert not find_in_files(stores, gone)
    check_never_was(stores, organization_id)
    check_reapplied(every_store, stores, rows, [ann, gone.world.website.id])


def check_paid(attempts: list[str]) -> None:
    """What was spent was spent, and nothing tells for what."""
    (row,) = map(json.loads, attempts)
    assert (row["cost_usd"], row["purpose"], row["request_id"]) == (0.5, "erased", None)


def check_never_was(stores: Stores, organization_id: str) -> None:
    """What is mined of the one who stays is what it had been with nobody else there."""
    tables = (intents.conversation_turns, *intents.MINED)
    found = [stores.lake.read_rows(one, "alpha") for one in tables]
    with stores.graph.session() as session:
        rows = read_lake(stores.lake, "alpha", organization_id)
        assert len(rows.nodes) > 2
        assert not any(vars(publish(session, rows)).values()), "the graph holds something else"
    mine_of(stores, organization_id, [BOB])
    assert [stores.lake.read_rows(one, "alpha") for one in tables] == found


def check_reapplied(
    given: Resources, stores: Stores, rows: dict[str, str], erased: list[str]
) -> None:
    """A user and a website that a restore brings back under their old ids go again, once."""
    with stores.control.begin() as db:
        for table, row in rows.items():
            sql = f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %(r)s)"
            db.exec_driver_sql(sql, {"r": row})
    assert [one.kind for one in reapply_erasures(stores)] == ["website", "user"]
    assert reapply_erasures(stores) == []
    texts = [one for found in dump_everything(given, stores).values() for one in found]
    assert not [one for one in texts if any(id_ in one for id_ in erased)]
