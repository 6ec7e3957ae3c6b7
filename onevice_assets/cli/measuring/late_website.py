"""The example website, asked on many days of a provider that runs beside it.

Everything goes the way it always goes: crawl, questions, calls, ledger, payloads, every copy. What
is run after it finds all of it there: cached. The provider counts its calls.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.request import urlopen

from onevice_assets.brand_monitor.responses.measuring.bench_fanout import running_provider
from onevice_assets.brand_monitor.responses.measuring.late_provider import Manner
from onevice_assets.cli.run import understand, watch
from onevice_assets.cli.session import Session
from onevice_assets.partitions import join_key

_PROVIDER = """[providers.bench-{number}]
base_url = "{url}"
default_model = "bench-{number}"
concurrency = 50

[[models]]
provider = "bench-{number}"
model = "bench-{number}"
input_usd = 0
output_usd = 0
"""
PROVIDERS = 3
_BRANDS = ("Firefox", "Chrome", "Edge", "Safari", "Opera", "Brave", "Vivaldi", "Tor Browser")


@contextmanager
def listening_provider(file: Path) -> Iterator[str]:
    """A provider that answers at once; `ONEVICE_PROVIDERS` may name the file that is written.

    Yields:
        Its address, for `count_calls`.
    """
    with running_provider(Manner(0.0, characters=1_500, brands=_BRANDS)) as url:
        rows = [_PROVIDER.format(number=number, url=url) for number in range(1, PROVIDERS + 1)]
        file.write_text("\n".join(rows), "utf-8")
        yield url


def count_calls(url: str) -> int:
    """Calls that the provider had so far."""
    with urlopen(url) as told:
        return int(json.load(told)["calls"])


def ask_days(days: Sequence[date]) -> str:
    """Crawl the website, ask it on every day, and publish all of them; its key."""
    session = Session()
    website = watch(session, "", "", "")
    understand(session, website, hard=False)
    keys = [join_key(day.isoformat(), website.key) for day in days]
    for key in keys:
        session.materialize("ask_models", key)
    session.materialize("publish", keys[0], last=keys[-1])
    return website.key
