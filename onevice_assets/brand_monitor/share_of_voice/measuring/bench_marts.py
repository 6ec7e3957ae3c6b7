"""Measure how fast the marts are made (`onevice bench marts`).

Every figure comes from a process of its own, so that memory and start are its own too; libraries
that are imported on the way count. The obvious way by pandas runs on the same files: only ratios
travel between machines.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from onevice_assets.brand_monitor.share_of_voice.measuring.made_up_market import Size
from onevice_assets.partitions import split_key
from onevice_assets.tables import marts
from resources.home import subfolder
from resources.lake import Lake

Figures = dict[str, Any]

SMALL = Size(websites=5, days=5)
_MEGABYTE = 1024  # ru_maxrss counts kilobytes
_MEASURED = ("seconds", "cpu_seconds", "peak_memory_mb")


def bench_marts(
    *,
    size: Size = SMALL,
    growth: Sequence[int] = (6, 12, 25),
    history: Sequence[int] = (1, 5),
    repeats: int = 3,
) -> Figures:
    """Time publishing over made-up answers: everything, its growth, one added day, and pandas.

    Args:
        size: how much to make up, and one day more.
        growth: numbers of partitions (websites × days) to publish at once; each website's day
            is 2,000 answers with 16,000 states in a default size.
        history: days that are in the lake, marts too, when one is added.
        repeats: how often each is run; medians are told.

    Returns:
        `generated`, then by number of answers `publish`, `same_counts` (only reading and the three
        marts that pandas counts too), `pandas` and what it needs relative to both, then by days
        of history `added_day` for one website and for all. Each has `seconds`, `cpu_seconds` of
        all threads, and `peak_memory_mb`.
    """
    with TemporaryDirectory(dir=subfolder("tmp"), prefix="bench-") as folder:
        generated, partitions = _run(_generate, folder, replace(size, days=size.days + 1))
        return {
            "responses": size.responses * size.websites * size.days,
            "brand_states": size.responses * size.brands * size.websites * size.days,
            "generated": generated,
            "growth": {
                str(count * size.responses): _compare(folder, partitions[:count], repeats)
                for count in growth
            },
            "added_day": {
                str(days): _add_day(folder, partitions, days, size.websites, repeats)
                for days in sorted(history, reverse=True)
            },
        }


def bench_a_million() -> Figures:
    """`bench_marts` at the size that is promised: a million answers, eight million states."""
    return bench_marts(size=Size(), growth=(31, 125, 500), history=(1, 5, 25))


def _compare(folder: str, partitions: list[str], repeats: int) -> Figures:
    """Publish everything anew, then count the same by pandas."""
    published, same = [], []
    for _ in range(repeats):
        _forget_marts(folder, "")
        published.append(_run(_publish, folder, partitions))
        same.append(_run(_count_alone, folder, partitions))
    pandas = [_run(_count_by_pandas, folder, partitions) for _ in range(repeats)]
    told = {
        "publish": _median(published),
        "same_counts": _median(same),
        "pandas": _median(pandas),
    }
    for ours in ("publish", "same_counts"):
        told[f"pandas_to_{ours}"] = {
            name: round(told["pandas"][name] / told[ours][name], 2) for name in _MEASURED
        }
    return told


def _add_day(
    folder: str, partitions: list[str], days: int, websites: int, repeats: int
) -> dict[str, Figures]:
    """Publish the day after so many, for one website and for all, with no later day there."""
    added = partitions[days * websites : (days + 1) * websites]
    for later in {split_key(one)[0] for one in partitions[(days + 1) * websites :]}:
        for place in Path(folder).glob(f"*/*/day={later}"):
            shutil.rmtree(place)
    told = {}
    for name, chosen in (("one_website", added[:1]), ("all_websites", added)):
        runs = []
        for _ in range(repeats):
            _forget_marts(folder, f"day={split_key(added[0])[0]}")
            runs.append(_run(_publish, folder, chosen))
        told[name] = _median(runs)
    return told


def _forget_marts(folder: str, part: str) -> None:
    for mart in marts.ALL:
        shutil.rmtree(Path(folder, mart.system, mart.name, part), ignore_errors=True)


def _run(work: Callable[..., Any], *args: object) -> Any:
    """Do it in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args).result()


def _generate(folder: str, size: Size) -> tuple[Figures, list[str]]:
    from onevice_assets.brand_monitor.share_of_voice.measuring.generate_answers import (
        write_answers,
    )

    return _measure(write_answers, Lake(url=Path(folder).as_uri()), size)


def _publish(folder: str, partitions: list[str]) -> Figures:
    from onevice_assets.brand_monitor.share_of_voice.publish_marts import publish_marts
    from resources.dbt_runner import Dbt

    figures, done = _measure(publish_marts, Lake(url=Path(folder).as_uri()), Dbt(), partitions)
    models = [one.seconds for one in done.results if one.failures is None]
    tests = [one.seconds for one in done.results if one.failures is not None]
    return figures | {
        "seconds_of_models": round(sum(models), 2),
        "seconds_of_tests": round(sum(tests), 2),
        "rows": sum(one.row_count for by_key in done.written.values() for one in by_key.values()),
        "offenders": len(done.offenders),
    }


def _count_alone(folder: str, partitions: list[str]) -> Figures:
    return _measure(_count_three, Lake(url=Path(folder).as_uri()), partitions)[0]


def _count_three(lake: Lake, partitions: list[str]) -> None:
    """Read the answers and make the three marts that pandas counts, and what they rest on."""
    from onevice_assets.brand_monitor.share_of_voice.load_answers import load_batches
    from onevice_assets.brand_monitor.share_of_voice.measuring.count_by_pandas import COUNTED
    from resources.dbt_runner import Dbt

    dbt = Dbt()
    for batch in load_batches(lake, dbt, partitions):
        built = dbt.build(batch.db, only=[mart.name for mart in COUNTED])
        assert all(one.status == "success" for one in built)


def _count_by_pandas(folder: str, partitions: list[str]) -> Figures:
    from onevice_assets.brand_monitor.share_of_voice.measuring.count_by_pandas import (
        compare_counts,
        count_by_pandas,
    )

    lake = Lake(url=Path(folder).as_uri())
    figures, counted = _measure(count_by_pandas, lake, partitions)
    return figures | compare_counts(lake, partitions, counted)


def _measure(work: Callable[..., Any], *args: object) -> tuple[Figures, Any]:
    """Time a call; the peak is the whole process's so far."""
    started, cpu = time.perf_counter(), time.process_time()
    done = work(*args)
    figures = {
        "seconds": round(time.perf_counter() - started, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MEGABYTE,
    }
    return figures, done


def _median(runs: Sequence[Figures]) -> Figures:
    return {name: round(statistics.median(one[name] for one in runs), 2) for name in runs[0]}
