"""What a union asks for, by code, state and year, kept six hours (seed 000, §3.4).

The union is the graph's; its rates are those somebody imported, else what the graph has. What is
kept carries the version of the organization's rules; an import, or publishing the graph, gives
them another one, and what is of an older version is not read. Rules are for everybody (level 6).
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from onevice_assets.entertainment.access.door import Door
from onevice_assets.entertainment.talent import questions
from onevice_assets.entertainment.talent.imported_rules import read_imported
from onevice_assets.entertainment.talent.states import read_state
from resources.errors import ConfigurationError, InputError, MissingDataError, StoreError
from resources.redis_keys.entertainment import UNION_RULES, UNION_RULES_VERSION
from resources.redis_keys.key import Key
from resources.redis_store import RedisStore

Rules = dict[str, Any]
"""The union's shown properties, with `state`, `year` asked for and `rates_year` they are of, none
where no rates are known."""
Imported = Callable[[], Iterable[Mapping[str, Any]]]
"""Reads the rows of the table `union_rules`; called where nothing is kept."""

_TTL: Final = UNION_RULES.ttl or timedelta(hours=6)
_VERSION_TTL: Final = UNION_RULES_VERSION.ttl or timedelta(days=1)
_YEARS: Final = range(1900, 2101)
_log = logging.getLogger("onevice.cache")


def find_union_rules(
    door: Door, code: str, state: str, year: int, imported: Imported = tuple
) -> Rules:
    """The rates and rules of a union that are in force in a state in a year.

    Of several the newest not published after that year; of one year those of the state before
    those of everywhere, and imported ones before the graph's. Rates of an earlier year than the
    one asked for say so in `rates_year`.

    Args:
        door: who asks; its cache is used where it has one.
        code: IATSE, DGA, SAG-AFTRA, LOCAL_399 or another one of the graph, in any case.
        state: of the USA, as `CA` or `California`.
        year: 1900 to 2100.
        imported: rules that were imported; none by default.

    Raises:
        InputError: no such state or year.
        MissingDataError: there is no such union there, or only later rates.
        StoreError: the graph does not answer and nothing is kept.
    """
    if year not in _YEARS:
        raise InputError(f"{year} is no year of rates: say one from 1900 to 2100.")
    short, name = read_state(state)
    code = code.strip().upper()
    if not 0 < len(code) <= 40:
        raise InputError("The code of a union has 1 to 40 characters, as IATSE or LOCAL_399.")
    version, kept = _look(door, key := _key(door, code, short, year))
    if kept is not None:
        return kept
    rows = [dict(one["u"]) for one in door.ask(questions.UNION_RULES, code=code, state=name).rows]
    told = read_imported(imported(), code, short)
    chosen = _choose(rows, told, code, name, year)
    rules = {**chosen, "state": short, "year": year}
    if door.cache is not None and version:
        _keep(door.cache, key, version, rules)
    return rules


def forget_union_rules(store: RedisStore, organization_id: str) -> None:
    """Forget every kept rule of an organization: its graph was published, or rules were imported.

    Raises:
        StoreError: Redis does not answer; what is kept goes in six hours at most.
    """
    store.delete(UNION_RULES_VERSION.key(organization_id=organization_id))


def _choose(
    rows: list[Rules], imported: list[tuple[int, bool, Rules]], code: str, state: str, year: int
) -> Rules:
    union = max(rows, key=lambda one: (_year_of(one) or 0, str(one["id"])), default={})
    dated = [((_year_of(one), False, False), one) for one in rows]
    for of, is_of_state, told in imported:
        dated.append(((of, True, is_of_state), {"unionCode": code, "name": code, **union, **told}))
    if not dated:
        raise MissingDataError(
            f"There is no union {code} in {state}. Import its rules by `onevice talent unions "
            "import`, publish a document that names it, or look for another code."
        )
    fitting = [(key, one) for key, one in dated if key[0] is None or key[0] <= year]
    if not fitting:
        known = ", ".join(str(of) for of in sorted({key[0] for key, _ in dated if key[0]}))
        raise MissingDataError(f"Of {code} in {state} there are rates of {known}; none of {year}.")
    key, newest = max(fitting, key=lambda pair: (pair[0][0] or 0, *pair[0][1:]))
    return {**newest, "rates_year": key[0]}


def _year_of(row: Mapping[str, Any]) -> int | None:
    text = str(row.get("ratesLastUpdated") or "")[:4]
    return int(text) if text.isdecimal() else None


def _key(door: Door, code: str, state: str, year: int) -> Key:
    # the seed's key has no tenant: it stands before the code
    owner = f"{door.asker.organization_id}/{code}"
    return UNION_RULES.key(union_code=owner, state=state, year=str(year))


def _look(door: Door, key: Key) -> tuple[str, Rules | None]:
    """The version in force, and what is kept of it; without Redis neither."""
    if door.cache is None:
        return "", None
    try:
        version = _version(door.cache, door.asker.organization_id)
        fields = door.cache.read_hash(key)
    except (StoreError, ConfigurationError) as error:
        _log.warning("Going on without kept union rules: %s", error)
        return "", None
    if fields.pop("version", "") != version:
        return version, None
    try:
        return version, {name: json.loads(text) for name, text in fields.items()}
    except ValueError:
        return version, None


def _keep(store: RedisStore, key: Key, version: str, rules: Rules) -> None:
    fields = {name: json.dumps(value) for name, value in rules.items()}
    try:
        store.write_hash(key, {**fields, "version": version}, expires_at=datetime.now(UTC) + _TTL)
    except (StoreError, ConfigurationError) as error:
        _log.warning("Not keeping union rules: %s", error)


def _version(store: RedisStore, organization_id: str) -> str:
    """The version in force; the first reader after a publish makes another one."""
    made = store.run_script(
        "reading the version of union rules",
        "redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) "
        "return redis.call('GET', KEYS[1])",
        [UNION_RULES_VERSION.key(organization_id=organization_id)],
        secrets.token_hex(8),
        str(round(_VERSION_TTL / timedelta(milliseconds=1))),
    )
    return str(made)
