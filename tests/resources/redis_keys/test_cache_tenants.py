"""Two organizations never see each other's cached answers, whatever they watch."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.redis_keys.cache import get_or_make, invalidate, look_up
from resources.redis_keys.caches import (
    LlmAnswer,
    Row,
    co_mentions,
    llm_answer,
    share_of_voice,
    website_analysis,
)
from resources.redis_keys.entry import Found
from resources.redis_store import RedisStore
from tests.stores import driver_of, keys_of

ORGANIZATION, OTHER = "org-a", "org-b"
QUESTION = [{"role": "user", "content": "Which shoes?"}]

pytestmark = pytest.mark.redis


def test_two_organizations_that_watch_one_domain_share_nothing(
    store: RedisStore, control: ControlPlane
) -> None:
    with control.begin() as db:
        mine, theirs = (
            websites.add(db, url="https://shoes.test", organization=slug, actor="test")
            for slug in ("first", "second")
        )
    assert mine.domain == theirs.domain
    for one in (mine, theirs):
        rows: list[Row] = [{"whose": one.organization_slug}]
        entry = share_of_voice(one.organization_id, one.id, "w")
        assert get_or_make(store, entry, rows.copy) == rows
    invalidate(store, mine.id)
    assert look_up(store, entry) == Found([{"whose": "second"}])
    asked = [llm_answer(one, "openai", "gpt", QUESTION).key.name for one in (ORGANIZATION, OTHER)]
    assert len(set(asked)) == 2


def test_a_dump_of_redis_shows_nothing_of_one_organization_under_anothers_keys(
    store: RedisStore,
) -> None:
    now = datetime.now(UTC)
    for organization, website in ((ORGANIZATION, "site-a"), (OTHER, "site-b")):
        secret = f"secret of {organization}"
        rows = [{"brand_name": secret}]
        get_or_make(store, website_analysis(organization, website), rows[0].copy)
        for entry in (
            share_of_voice(organization, website, "w"),
            co_mentions(organization, website),
        ):
            get_or_make(store, entry, rows.copy)
        answer = LlmAnswer(response=secret, brands=[], cached_at=now)
        asked = llm_answer(organization, "openai", "gpt", QUESTION)
        get_or_make(store, asked, lambda answer=answer: answer)
    dump = {key: str(driver_of(store).get(key)) for key in keys_of(store)}
    for organization, website, other in (
        (ORGANIZATION, "site-a", "site-b"),
        (OTHER, "site-b", "site-a"),
    ):
        holding = {key for key, text in dump.items() if f"secret of {organization}" in text}
        assert len(holding) == 4
        assert sum(website in key for key in holding) == 3
        assert not [key for key in holding if other in key]
        assert all(OTHER not in dump[key] or ORGANIZATION not in dump[key] for key in holding)


def test_a_value_of_another_tenant_is_not_read_even_under_the_same_key(store: RedisStore) -> None:
    get_or_make(store, share_of_voice(OTHER, "site-a", "2026-11"), lambda: [{"whose": "b"}])
    assert get_or_make(
        store, share_of_voice(ORGANIZATION, "site-a", "2026-11"), lambda: [{"whose": "a"}]
    ) == [{"whose": "a"}]
    assert look_up(store, share_of_voice(ORGANIZATION, "site-a", "2026-11")) == Found(
        [{"whose": "a"}]
    )
