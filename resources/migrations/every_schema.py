"""Every store's actual schema against what is declared and what is documented; how to mend each.

What a change under way adds (`resources/change`) is no drift: its record names the places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from resources.errors import OneviceError
from resources.migrations.documented import DOCUMENT, compare_document, declare_every
from resources.migrations.every_store import NEEDED as NEEDED_BY_STORES
from resources.migrations.every_store import every_store
from resources.migrations.store_migrations import Drift
from resources.redis_keys.check_keys import check_keys

NEEDED: Final = NEEDED_BY_STORES | {"redis"}
"""Names of the resources that reach the stores."""

_COPIES: Final = ("graph", "search", "vectors")


@dataclass(frozen=True)
class Finding:
    """One thing in which a store is not what it should be.

    Attributes:
        store: which; `documentation` where only that is wrong.
        place, declared, actual: see `Drift`.
        mend: what to do, in words.
    """

    store: str
    place: str
    declared: str
    actual: str
    mend: str


def check_every_schema(resources: Mapping[str, Any]) -> list[Finding]:
    """Everything that differs, store by store; one that does not answer is told as such.

    Args:
        resources: by name, at least those of `NEEDED`. Nothing is changed; an embedded Redis that
            does not run is not started, for it holds nothing.
    """
    explained = _list_explained(resources)
    found: list[Finding] = []
    for one in every_store(resources):
        found += _ask(one.store, one.check, explained)
    if resources["redis"].is_at_hand():
        found += _ask("redis", lambda: check_keys(resources["redis"]), explained)
    if DOCUMENT.exists():
        text = DOCUMENT.read_text("utf-8")
        for store, drifts in compare_document(text, declare_every()).items():
            found += [_tell("documentation", store, drift) for drift in drifts]
    return found


def _ask(store: str, check: Any, explained: frozenset[str]) -> Iterable[Finding]:
    try:
        return [_tell(store, store, one) for one in check() if one.place not in explained]
    except OneviceError as error:
        return [Finding(store, "the store", "answers", "", str(error))]


def _list_explained(resources: Mapping[str, Any]) -> frozenset[str]:
    """Places that a change under way, or done, has changed; none where there is no control plane.

    A control plane that does not answer is told by its own check.
    """
    from resources.change.records import list_explained

    try:
        with resources["control"].begin_as_is() as db:
            return list_explained(db)
    except OneviceError:
        return frozenset()


def _tell(reported: str, store: str, drift: Drift) -> Finding:
    place = drift.place if reported == store else f"{store}: {drift.place}"
    mend = _MEND_DOCUMENT if reported == "documentation" else tell_mend(store, drift)
    return Finding(reported, place, drift.declared, drift.actual, mend)


_MEND_DOCUMENT: Final = "run `python -m scripts.write_stores_doc` and commit docs/stores.md"


def tell_mend(store: str, drift: Drift) -> str:
    """What a person does about a difference."""
    if store == "redis":
        return (
            "declare the key in resources/redis_keys, or delete it"
            if not drift.declared
            else "delete the key; whoever wrote it does not use its declaration"
        )
    if not drift.declared:
        return "somebody else's: drop it, or bring it by a migration (CONTRIBUTING.md)"
    if drift.actual:
        return (
            f"undo what was changed by hand in {store}, or bring the change by a migration "
            "(CONTRIBUTING.md)"
        )
    again = f"; where the history has it already, `onevice rebuild {store}`"
    return f"`onevice migrate up --store {store}`" + (again if store in _COPIES else "")
