"""Two processes and one account, over real HTTP: together they never pass what it may use."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from resources.redis_store import RedisStore
from tests.provider_server import Plan, ProviderServer

pytestmark = pytest.mark.redis
CALLS = 40
PATIENCE_S = 120
LIMIT = "x-ratelimit-limit-requests"


@pytest.fixture
def store(home: object) -> Iterator[RedisStore]:
    store = RedisStore(namespace=f"test-{uuid4().hex}:")
    yield store
    store.close()


@contextmanager
def two_processes(store: RedisStore, file: Path) -> Iterator[Sequence[subprocess.Popen[bytes]]]:
    """Two that wish to make 40 calls each of every provider, until the block ends."""
    keys = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "PERPLEXITY_API_KEY")
    env = {name: value for name, value in os.environ.items() if name not in keys}
    command = [sys.executable, "-m", "tests.resources.llm.asking_process"]
    started = [
        subprocess.Popen(
            [*command, store.namespace, str(CALLS)], env={**env, "ONEVICE_PROVIDERS": str(file)}
        )
        for _ in range(2)
    ]
    try:
        yield started
    finally:
        for one in started:
            one.kill()
            one.wait()


@dataclass(frozen=True)
class Case:
    """What a person and a provider say of its rate, and how many calls a minute that allows."""

    most: int
    row: str = ""
    model: str = ""
    plan: Plan = field(default_factory=Plan)

    def write(self, name: str, url: str) -> str:
        """The lines of `providers.toml`."""
        return (
            f'[providers.{name}]\nbase_url = "{url}"\ndefault_model = "m"\nconcurrency = 2\n'
            f'answer_tokens = 1000\n{self.row}\n\n[[models]]\nprovider = "{name}"\nmodel = "m"\n'
            f"input_usd = 0\noutput_usd = 0\n{self.model}\n\n"
        )


CASES = {
    "row": Case(7, row="requests_per_minute = 7"),
    "model": Case(7, model="requests_per_minute = 7"),
    # 1,000 and the question, each
    "tokens": Case(5, row="tokens_per_minute = 5200", plan=Plan(usage=None)),
    "raised": Case(9, model="requests_per_minute = 3", plan=Plan(headers={LIMIT: "9"})),
    "lowered": Case(5, model="requests_per_minute = 300", plan=Plan(headers={LIMIT: "5"})),
    "told": Case(6, plan=Plan(headers={LIMIT: "6"})),
    "kept": Case(4, row="requests_per_minute = 4", plan=Plan(headers={LIMIT: "300"})),
}


def most_in_a_minute(moments: Sequence[float]) -> int:
    return max(sum(start <= one < start + 60 for one in moments) for start in moments)


def test_two_processes_together_use_what_is_allowed_and_no_more(
    store: RedisStore, tmp_path: Path
) -> None:
    file = tmp_path / "providers.toml"
    with ExitStack() as opened:
        servers = {
            name: opened.enter_context(ProviderServer([case.plan]).running())
            for name, case in CASES.items()
        }
        file.write_text("".join(CASES[name].write(name, one.url) for name, one in servers.items()))
        processes = opened.enter_context(two_processes(store, file))
        until = time.monotonic() + PATIENCE_S
        while any(len(one.calls) < CASES[name].most for name, one in servers.items()):
            assert time.monotonic() < until, "less was used than is allowed"
            assert all(one.poll() is None for one in processes), "a process ended early"
            time.sleep(0.05)
        time.sleep(2)  # time in which more would come
        used = {n: most_in_a_minute([one.at for one in s.calls]) for n, s in servers.items()}
    assert used == {name: case.most for name, case in CASES.items()}
