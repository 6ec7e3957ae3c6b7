"""The garbage collector passes over what is old, and over nothing else."""

from __future__ import annotations

import gc
import weakref

import pytest

from resources.long_lived import looking_at_new_objects_only


class Ring:
    """Refers to itself, so that only the collector ends it."""

    def __init__(self) -> None:
        self.me = self


def test_what_is_made_meanwhile_is_collected_and_what_was_there_is_later() -> None:
    old = weakref.ref(Ring())
    with looking_at_new_objects_only():
        new = weakref.ref(Ring())
        gc.collect()
        assert new() is None
    gc.collect()
    assert old() is None
    assert gc.get_freeze_count() == 0


def test_an_error_ends_it_too() -> None:
    with pytest.raises(ValueError, match="of the work"), looking_at_new_objects_only():
        raise ValueError("of the work")
    assert gc.get_freeze_count() == 0
