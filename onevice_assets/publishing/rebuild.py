"""Fills a store anew from the lake, a scope at a time; what people decided is not touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from onevice_assets.publishing.projection import Projection, Scope
from resources.errors import OneviceError


@dataclass(frozen=True)
class Rebuilt:
    """What became of a rebuild.

    Attributes:
        scopes: those that were written, in order.
        row_count: how many rows they have.
        failed: the others, with the reason; a scope that fails stops no other.
    """

    scopes: tuple[Scope, ...]
    row_count: int
    failed: tuple[tuple[Scope, str], ...]


def rebuild(
    projection: Projection,
    scopes: Iterable[Scope],
    tell: Callable[[Scope], None] = lambda _: None,
    refuse: Callable[[Scope], None] = lambda _: None,
) -> Rebuilt:
    """Make a store hold what the lake says of every scope.

    A store that shows one day at a time is given the newest; older ones are left out.

    Args:
        projection: the store's copy.
        scopes: all that there are, in any order.
        tell: called with each scope when it is done.
        refuse: called with each scope before; raises an `OneviceError` to leave it as it is.
    """
    done: list[Scope] = []
    failed: list[tuple[Scope, str]] = []
    row_count = 0
    for scope in order_scopes(scopes):
        try:
            refuse(scope)
            row_count += _write(projection, scope, done)
        except OneviceError as error:
            failed.append((scope, str(error)))
        tell(scope)
    return Rebuilt(tuple(done), row_count, tuple(failed))


def join_rebuilt(several: Iterable[Rebuilt]) -> Rebuilt:
    """What became of several copies in one store, in their order."""
    done = list(several)
    return Rebuilt(
        tuple(scope for one in done for scope in one.scopes),
        sum(one.row_count for one in done),
        tuple(failed for one in done for failed in one.failed),
    )


def order_scopes(scopes: Iterable[Scope]) -> Sequence[Scope]:
    """Standing rows, which days refer to, then the newest day first."""
    ordered = sorted(scopes, key=lambda one: (str(one.day), one.owner), reverse=True)
    return sorted(ordered, key=lambda one: one.day is not None)


def _write(projection: Projection, scope: Scope, done: list[Scope]) -> int:
    shown = projection.replaced_by(scope)
    if scope.day is not None and shown is not None and shown > scope.day:
        return 0
    built = projection.build(scope)
    projection.replace(scope, built)
    done.append(scope)
    return sum(table.num_rows for table in built.values())
