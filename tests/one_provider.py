"""The providers a test can reach: none, or one that `provider_server` serves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.provider_server import Plan, ProviderServer

KEY = "sk-test-key-0123456789"


def forget_other_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no provider but OpenAI have a key, and that one its own model."""
    for name in ("ANTHROPIC_API_KEY", "GEMINI_API_KEY", "PERPLEXITY_API_KEY", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)


@contextmanager
def only_provider(
    monkeypatch: pytest.MonkeyPatch, plans: list[Plan] | None = None
) -> Iterator[ProviderServer]:
    """Serve one provider, the only one with a key, until the block ends."""
    forget_other_keys(monkeypatch)
    with ProviderServer(plans).running() as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        yield server
