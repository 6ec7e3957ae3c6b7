"""What the canaries ask: nothing of any brand or market, and little."""

from __future__ import annotations

from onevice_assets.brand_monitor.brand_states.discovering.discover_brands import discover
from onevice_assets.brand_monitor.responses.canaries.panel import (
    build_call,
    derive_canary_id,
    read_panel,
)
from resources.llm.prices import count_tokens


def test_no_canary_names_a_brand() -> None:
    found = discover((text, text) for text in read_panel().texts)
    assert not [one.name for one in found if one.confidence > 0.05]


def test_every_canary_is_short_and_asked_once() -> None:
    panel = read_panel()
    assert len(set(panel.texts)) == len(panel.texts) == 8
    assert max(count_tokens([text]) for text in panel.texts) < 50
    assert panel.version >= 1


def test_a_canary_is_known_by_its_text() -> None:
    first, second = read_panel().texts[:2]
    assert derive_canary_id(first) == derive_canary_id(str(first)) != derive_canary_id(second)
    assert build_call(first).messages == ({"role": "user", "content": first},)
