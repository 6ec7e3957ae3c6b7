"""Two processes and one account, over real HTTP: together they never pass what it may use."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
    """Two that wish to make 40 calls each, until the block ends."""
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


def write_row(folder: Path, url: str, row: str, model: str) -> Path:
    file = folder / "providers.toml"
    file.write_text(
        f'[providers.mine]\nbase_url = "{url}"\ndefault_model = "m"\nconcurrency = 2\n'
        f'answer_tokens = 1000\n{row}\n\n[[models]]\nprovider = "mine"\nmodel = "m"\n'
        f"input_usd = 0\noutput_usd = 0\n{model}\n"
    )
    return file


def most_in_a_minute(moments: Sequence[float]) -> int:
    return max(sum(start <= one < start + 60 for one in moments) for start in moments)


@pytest.mark.parametrize(
    ("row", "model", "plan", "most"),
    [
        ("requests_per_minute = 7", "", Plan(), 7),
        ("", "requests_per_minute = 7", Plan(), 7),
        ("tokens_per_minute = 5200", "", Plan(usage=None), 5),  # 1,000 and the question, each
        ("", "requests_per_minute = 3", Plan(headers={LIMIT: "9"}), 9),
        ("", "requests_per_minute = 300", Plan(headers={LIMIT: "5"}), 5),
        ("", "", Plan(headers={LIMIT: "6"}), 6),
        ("requests_per_minute = 4", "", Plan(headers={LIMIT: "300"}), 4),
    ],
    ids=["row", "model", "tokens", "raised", "lowered", "told", "a person's own stays"],
)
def test_two_processes_together_use_what_is_allowed_and_no_more(
    store: RedisStore, tmp_path: Path, row: str, model: str, plan: Plan, most: int
) -> None:
    with (
        ProviderServer([plan]).running() as server,
        two_processes(store, write_row(tmp_path, server.url, row, model)) as processes,
    ):
        until = time.monotonic() + PATIENCE_S
        while len(server.calls) < most and time.monotonic() < until:
            assert all(one.poll() is None for one in processes), "a process ended early"
            time.sleep(0.05)
        time.sleep(1)  # time in which more would come
        moments = [one.at for one in server.calls]
    assert most_in_a_minute(moments) == most
