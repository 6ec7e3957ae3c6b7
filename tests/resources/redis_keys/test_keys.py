"""The declared keys: nobody reads another's, whatever the seeds call them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis
from redis.exceptions import ResponseError

from resources.errors import InputError
from resources.redis_keys import monitor
from resources.redis_keys.key import SYSTEMS, KeyPattern
from resources.redis_keys.siblings import EVERY_KEY
from resources.redis_store import RedisStore
from tests.stores import driver_of

ROOT = Path(__file__).resolve().parents[3]
CODE = [
    path
    for name in ("resources", "onevice_assets", "sensors")
    for path in (ROOT / name).rglob("*.py")
]

WRITE: dict[str, Callable[[Redis, str, str], Any]] = {
    "string": lambda redis, name, text: redis.set(name, text),
    "hash": lambda redis, name, text: redis.hset(name, "whose", text),
    "list": lambda redis, name, text: redis.rpush(name, text),
    "set": lambda redis, name, text: redis.sadd(name, text),
    "zset": lambda redis, name, text: redis.zadd(name, {text: 1}),
}
READ: dict[str, Callable[[Redis, str], Any]] = {
    "string": lambda redis, name: [redis.get(name)],
    "hash": lambda redis, name: list(redis.hgetall(name).values()),
    "list": lambda redis, name: redis.lrange(name, 0, -1),
    "set": lambda redis, name: list(redis.smembers(name)),
    "zset": lambda redis, name: redis.zrange(name, 0, -1),
}


def label(one: KeyPattern) -> str:
    return f"{one.system}:{one.pattern}"


def fill(one: KeyPattern) -> dict[str, str]:
    """The same value in every place: what two systems would most easily meet in."""
    return dict.fromkeys(one.places, "x")


@pytest.mark.redis
def test_all_systems_fill_one_redis_and_each_reads_only_its_own(store: RedisStore) -> None:
    redis = driver_of(store)
    for one in EVERY_KEY:
        WRITE[one.type](redis, store.name_of(one.key(**fill(one))), label(one))
    for one in EVERY_KEY:
        assert READ[one.type](redis, store.name_of(one.key(**fill(one)))) == [label(one)]


@pytest.mark.redis
def test_without_the_prefixes_the_seeds_would_meet_in_one_key(store: RedisStore) -> None:
    redis, met = driver_of(store), 0
    for one in EVERY_KEY:
        bare = store.namespace + one.key(**fill(one)).name
        met += int(redis.exists(bare))  # type: ignore[arg-type]
        try:
            WRITE[one.type](redis, bare, label(one))
        except ResponseError as error:
            assert "WRONGTYPE" in str(error)
    assert met, "or the test above proves nothing"


def test_every_system_is_there_and_every_key_but_those_of_queues_ends() -> None:
    assert {one.system for one in EVERY_KEY} == set(SYSTEMS)
    endless = {one.pattern for one in EVERY_KEY if one.ttl is None}
    assert endless
    assert all(pattern.startswith("queue:") for pattern in endless)
    assert all(one.holds for one in EVERY_KEY)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("seed", "named"),
    [
        ("000", r'"key_pattern": "([^"]+)"'),
        ("003", r"^([a-z_]+:\S+)\s+->"),
        ("004", r"^((?:session|simulation|cache|ratelimit|queue):\S+)\s+->"),
    ],
)
def test_every_key_that_a_seed_names_is_declared(seed: str, named: str, shared: Path) -> None:
    (path,) = (shared / "seeds").glob(f"{seed}_*.txt")
    found = set(re.findall(named, path.read_text("utf-8"), re.MULTILINE))
    filled = {re.sub(r"^queue:\w+", "queue:{queue}", one) for one in found}
    assert len(filled) >= 5
    assert filled == {one.pattern for one in EVERY_KEY if one.seed == seed}


def test_no_two_patterns_of_a_system_can_give_one_name() -> None:
    for _, group in groupby(EVERY_KEY, lambda one: one.system):
        for one, other in combinations(group, 2):
            parts = list(zip(one.pattern.split(":"), other.pattern.split(":"), strict=False))
            same_length = one.pattern.count(":") == other.pattern.count(":")
            assert not (same_length and all(a == b or "{" in a or "{" in b for a, b in parts)), (
                one.pattern,
                other.pattern,
            )


TEXTS = st.text(min_size=1, max_size=20)


@given(first=st.tuples(TEXTS, TEXTS), second=st.tuples(TEXTS, TEXTS))
def test_different_values_never_give_the_same_name(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    names = [
        monitor.SHARE_OF_VOICE.key(website_id=one, period=two).name for one, two in (first, second)
    ]
    assert (names[0] == names[1]) == (first == second)
    assert all(name.count(":") == 3 and name.isascii() for name in names)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"website_id": "a"},
        {"website_id": "a", "period": ""},
        {"website_id": "a", "period": "b", "day": "c"},
        {"website_id": "a" * 513, "period": "b"},
    ],
)
def test_a_key_that_lacks_a_value_is_refused_before_redis_sees_it(values: dict[str, str]) -> None:
    with pytest.raises(InputError, match=re.escape("cache:sov:{website_id}:{period}")):
        monitor.SHARE_OF_VOICE.key(**values)


def test_nobody_but_the_store_and_its_server_knows_the_driver() -> None:
    known = {f"resources/redis_{one}.py" for one in ("store", "client", "async", "errors")}
    known |= {"resources/local_servers/redis_server.py"}
    found = {
        str(path.relative_to(ROOT))
        for path in CODE
        if re.search(
            r"^\s*(?:from redis[. ]|import redis\b)", path.read_text("utf-8"), re.MULTILINE
        )
    }
    assert found == known


def test_no_key_is_written_out_where_it_is_not_declared() -> None:
    names = ("monitor", "entertainment", "intents", "siblings")
    declared = {ROOT / "resources/redis_keys" / f"{name}.py" for name in names}
    first = sorted({one.pattern.partition("{")[0] for one in EVERY_KEY})
    is_key = re.compile(rf"(?:\w+:)?(?:{'|'.join(first)})(?!\s)")
    raw = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value!r}"
        for path in CODE
        if path not in declared
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and is_key.match(node.value)
        and not node.value.startswith("`")
    ]
    assert not raw


def test_only_a_declaration_makes_a_key() -> None:
    makers = {path for path in CODE if re.search(r"\bKey\(", path.read_text("utf-8"))}
    assert makers == {ROOT / "resources/redis_keys/key.py"}


def test_a_script_touches_only_the_keys_it_is_given() -> None:
    lua = [
        (path.name, node.value)
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and "redis.call(" in node.value
    ]
    assert len(lua) >= 2
    assert not [name for name, text in lua if re.search(r"redis\.p?call\('\w+',\s*['\"]", text)]
