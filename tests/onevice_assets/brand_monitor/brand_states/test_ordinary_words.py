"""The list of everyday words is what its script derives from the installed tokenizer."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[4] / "scripts" / "derive_ordinary_words.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("derive_ordinary_words", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_packaged_list_is_the_derived_one(script: ModuleType) -> None:
    derived = script.derive(script.read_tokens(script.find_model()))
    assert script.TARGET.read_text("utf-8").split() == derived


def test_words_learned_with_capitals_first_are_no_everyday_words(script: ModuleType) -> None:
    tokens = ["the", "Ġthe", "ĠThe", "ĠPython", "Ġpython", "ĠIBM", "Ġibm", "Ġrun", "Ġa", "Ġé2"]
    assert script.derive(tokens) == ["the", "run"]
