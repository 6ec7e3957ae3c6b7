"""What is erased is in no place any more, what others know stays, and it does not come back.

The same through the real pipeline, with every file of a home searched, is `make drill`.
"""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from onevice_assets.tables import answers
from onevice_assets.upkeep.erasure import find_subject
from onevice_assets.upkeep.erasure.erase import erase, find_open, plan
from onevice_assets.upkeep.erasure.object_places import FOLDERS
from onevice_assets.upkeep.erasure.place import Stores
from onevice_assets.upkeep.erasure.places import PLACES
from onevice_assets.upkeep.erasure.reapply import reapply_erasures
from onevice_assets.upkeep.erasure.retract import retract
from resources.control_plane import brands, ledger, simulations
from resources.control_plane.reused_answers import find as find_reusable
from resources.errors import InputError
from resources.imports import store_import
from resources.migrations.elasticsearch.revisions import known_revisions
from resources.migrations.neo4j.compare import declare_schema
from resources.migrations.neo4j.steps import STEPS
from resources.migrations.postgres.migrations import DECLARED
from resources.migrations.vectors.declared import STEPS as VECTOR_STEPS
from resources.migrations.vectors.declared import collections_at
from resources.redis_keys.siblings import EVERY_KEY
from tests.onevice_assets.brand_monitor.audience.sites import SAAS, add_site
from tests.onevice_assets.brand_monitor.projections.world import DAYS, World, make_world
from tests.onevice_assets.upkeep.erasure.looking import (
    WHY,
    Resources,
    die_halfway,
    dump_everything,
    find_empty_places,
    find_in_files,
    tell_nothing,
)
from tests.onevice_assets.upkeep.erasure.plant import Planted, plant
from tests.onevice_assets.upkeep.erasure.plant_runs import plant_runs

WORDS = {"alpha": "Zyxalfa", "beta": "Qwobeta"}


def make_tenant(stores: Stores, slug: str, word: str) -> World:
    """Two days of answers of a website, read by the real stages."""
    site = add_site(
        stores.control, stores.lake, SAAS, domain="plannado.test", name=word, organization=slug
    )
    with stores.control.begin() as db:
        brands.track(db, site.id, word, "own", actor="test")
        brands.track(db, site.id, "Shared", "competitor", actor="test")
    return make_world(
        stores.lake, stores.control, stores.objects, marts=False, website=site, marker=word
    )


@pytest.mark.redis
def test_an_erased_organization_is_in_no_place_and_the_other_stays_as_it_was(
    every_store: Resources, stores: Stores
) -> None:
    worlds = {slug: make_tenant(stores, slug, word) for slug, word in WORDS.items()}
    mine, other = [plant(stores, worlds[slug], word) for slug, word in WORDS.items()]
    assert stores.dagster is not None
    plant_runs(stores.dagster.instance, [mine, other])
    before = dump_everything(every_store, stores)
    subject = find_subject.find_organization(stores, "alpha")
    planned = plan(stores, subject)
    for place, texts in dump_everything(every_store, stores).items():
        assert texts == before[place], f"a dry run changed {place}"
    assert find_in_files(stores, mine)
    assert not find_empty_places(planned.counts, "organization")

    die_halfway(stores, subject)
    begun = find_open(stores, "alpha")
    assert begun == subject
    done = erase(stores, begun, actor="test", why=WHY, tell=tell_nothing)
    after = dump_everything(every_store, stores)
    for place, texts in after.items():
        assert not [one[:300] for one in texts if mine.is_in(one)], place
    assert not find_in_files(stores, mine)
    gone = {place: count for place, count in done.counts.items() if place in planned.counts}
    assert gone.keys() == planned.counts.keys()
    for place, texts in before.items():
        if place not in ("control.audit_log", "shared"):
            kept = [one for one in texts if is_kept(place, one, other) and not mine.is_in(one)]
            assert [one for one in after[place] if is_kept(place, one, other)] == kept, place
    check_audit(stores, done.id)
    check_reapplied(every_store, stores, mine)


def is_kept(place: str, text: str, other: Planted) -> bool:
    """Whether a text is the other's and to stay; caches under nobody's name may all go."""
    name = text.partition(" = ")[0] if place == "redis" else text
    return other.is_in(name.replace(other.word, "") if place == "redis" else name)


def check_audit(stores: Stores, erasure_id: str) -> None:
    """Who, when, why and hashes are told; and no entry can be changed to anything else."""
    with stores.control.begin() as db:
        sql = "SELECT actor, detail FROM control.audit_log WHERE action = 'erasure.organization'"
        ((actor, detail),) = db.exec_driver_sql(sql).all()
        kept = db.exec_driver_sql("SELECT id::text, subject FROM control.erasures").all()
    assert (actor, detail["why"]) == ("test", WHY)
    assert all(len(one) == 64 for one in detail["sha256_of_ids"])
    assert kept == [(erasure_id, None)]
    with pytest.raises(DBAPIError, match="only be made a hash"), stores.control.begin() as db:
        db.exec_driver_sql("SELECT set_config('onevice.erasing', 'on', true)")
        db.exec_driver_sql("UPDATE control.audit_log SET subject = 'somebody else'")


def check_reapplied(given: Resources, stores: Stores, mine: Planted) -> None:
    """An organization that a restore brings back under its old id goes again, once."""
    site = mine.world.website
    with stores.control.begin() as db:
        db.exec_driver_sql(
            "INSERT INTO control.organizations (id, name, slug) VALUES (%(id)s, %(n)s, 'alpha')",
            {"id": site.organization_id, "n": mine.word},
        )
    assert [one.kind for one in reapply_erasures(stores)] == ["organization"]
    assert reapply_erasures(stores) == []
    texts = dump_everything(given, stores)
    assert not [one for found in texts.values() for one in found if mine.is_in(one)]
    assert not find_in_files(stores, mine)


@pytest.mark.redis
def test_an_answer_taken_back_neither_counts_nor_comes_back_and_stays_paid(stores: Stores) -> None:
    world = make_tenant(stores, "alpha", "Zyxalfa")
    partition = f"{DAYS[0]}|{world.website.key}"
    rows = stores.lake.read_rows(answers.llm_responses, partition)
    states = stores.lake.read_rows(answers.llm_brand_states, partition)
    gone = rows[0]["id"]
    (path,) = stores.objects.list("imports/")
    file = stores.objects.get(path)
    subject = find_subject.find_response(stores, gone)
    published: list[str] = []
    done = retract(
        stores, subject, actor="test", why=WHY, tell=tell_nothing, publish=published.append
    )
    assert published == [partition]
    assert done.counts["objects imports/"] == done.counts["lake brand_monitor/llm_responses"] == 1
    left = stores.lake.read_rows(answers.llm_responses, partition)
    assert left == [row for row in rows if row["id"] != gone]
    read = stores.lake.read_rows(answers.llm_brand_states, partition)
    assert read == [row for row in states if row["llm_response_id"] != gone]
    store_import(stores.control, stores.objects, world.website, file, "found")
    again = stores.objects.get(path)
    assert rows[0]["response_text"].encode()[-30:] not in again
    assert len(again.splitlines()) == len(file.splitlines()) - 1
    check_never_asked_again(stores, world)
    with pytest.raises(InputError, match="no answer"):
        find_subject.find_response(stores, gone)


def check_never_asked_again(stores: Stores, world: World) -> None:
    """A retracted attempt stays in the ledger with its cost, and gives no answer any more."""
    from datetime import UTC, date, datetime
    from decimal import Decimal

    from onevice_assets.brand_monitor.responses.attempts import list_done
    from resources.erasure.retractions import mark_attempts
    from resources.identity import new_id

    day, now, site = date(2026, 11, 20), datetime.now(UTC), world.website
    with stores.control.begin() as db:
        run = simulations.for_day(db, site.id, day)
        wish = ledger.Reservation(
            run.id, site.organization_id, site.id, new_id(), "0" * 64, "openai", "m", 1, Decimal(1)
        )
        made = ledger.reserve(db, wish, at=now)
        ledger.settle(
            db, made.id, cost_usd=Decimal("0.5"), request_id="r", provider_request_id=None,
            response_id=new_id(), payload_path="p.json", at=now,
        )  # fmt: skip
        assert find_reusable(db, site.organization_id, day, ["0" * 64], now=now)
        assert mark_attempts(db, [made.id]) == 1
        (kept,) = ledger.attempts(db, run.id)
        assert (kept.cost_usd, kept.status, len(list_done([kept]))) == (
            Decimal("0.5"), "succeeded", 1,
        )  # fmt: skip
        assert kept.retracted_at is not None
        assert not find_reusable(db, site.organization_id, day, ["0" * 64], now=now)


def test_whatever_is_declared_belongs_to_one_place() -> None:
    import json

    schema = json.loads(DECLARED.read_text("utf-8"))
    tables = {one.removeprefix("table ") for one in schema if one.startswith("table ")}
    shapes = (one.partition(" ")[2].partition("(")[0] for one in declare_schema(STEPS).values())
    labels = {one for one in shapes if not one.startswith("[")}
    declared = {
        "postgres": tables,
        "graph": labels,
        "search": set(known_revisions()[-1].by_name),
        "vectors": set(collections_at(VECTOR_STEPS[-1].version)),
        "redis": {f"{one.system}:{one.pattern}" for one in EVERY_KEY},
        "objects": set(FOLDERS),
    }
    for store, names in declared.items():
        listed = [one.name for one in PLACES if one.store == store]
        assert len(listed) == len(set(listed)), store
        assert names - set(listed) == set(), store
    assert len({one.title for one in PLACES}) == len(PLACES)
