"""The keys that lie in Redis against their declarations: names, types, and that they end.

Redis has no schema but its keys, so the keys are looked at: up to 20,000 of each system. Of what is
wrong with a pattern one key is told, and how many there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from resources.migrations.store_migrations import Drift
from resources.redis_keys.key import SYSTEMS, KeyPattern, System
from resources.redis_keys.siblings import EVERY_KEY

if TYPE_CHECKING:
    from resources.redis_store import RedisStore

_MOST: Final = 20_000
_SLACK_MS: Final = 1_000
_PLACE: Final = re.compile(r"\\\{\w+\\\}")


def tell_pattern(one: KeyPattern) -> tuple[str, str]:
    """A declared key as place and definition: `key intents:hits`, `hash, at most 1:00:00`."""
    end = f"at most {one.ttl}" if one.ttl else "no end"
    return f"key {one.system}:{one.pattern}", f"{one.type}, {end}"


def check_keys(store: RedisStore, declared: Sequence[KeyPattern] = EVERY_KEY) -> list[Drift]:
    """Every way in which keys differ from what is declared; nothing is changed.

    Raises:
        StoreError: Redis does not answer.
    """
    wrong: dict[tuple[str, str, str], int] = defaultdict(int)
    for system in SYSTEMS:
        patterns = [(one, _expression(one)) for one in declared if one.system == system]
        for name in islice(store.list_names(system), _MOST):
            fitting = [one for one, expression in patterns if expression.fullmatch(name)]
            found = _look(store, system, name, fitting)
            if found is not None:
                wrong[found] += 1
    return [
        Drift(place, wanted, f"{actual} ({count} keys)" if count > 1 else actual)
        for (place, wanted, actual), count in sorted(wrong.items())
    ]


def _look(
    store: RedisStore, system: System, name: str, fitting: Iterable[KeyPattern]
) -> tuple[str, str, str] | None:
    """What is wrong with a key; none where it is as one of the patterns says, or gone."""
    kind, left = store.read_kind(system, name)
    if kind == "none":
        return None
    told = None
    for one in fitting:
        place, wanted = tell_pattern(one)
        actual = f"{kind}, {_tell_end(left)}"
        if kind == one.type and _ends(one.ttl, left):
            return None
        told = told or (place, wanted, actual if left < 0 else f"{kind}, longer than declared")
        if kind != one.type:
            told = (place, wanted, kind)
    first = name.partition(":")[0]
    return told or (f"key {system}:{first}:…", "", f"{kind}, e.g. {system}:{name}")


def _ends(ttl: timedelta | None, left: int) -> bool:
    if ttl is None:
        return True  # what must stay may end all the same, where its owner says so
    return 0 <= left <= ttl / timedelta(milliseconds=1) + _SLACK_MS


def _tell_end(left: int) -> str:
    return "no end" if left < 0 else "an end"


def _expression(one: KeyPattern) -> re.Pattern[str]:
    return re.compile(_PLACE.sub("[^:]+", re.escape(one.pattern)))
