"""A real webserver and daemon: what the UI launches, and a day that nobody launches.

python -m tests.drills.drill_daemon [--to FILE]

Up to half an hour, most of it waiting for the quarter of an hour at which `daily` looks. The
example website is added and left alone: it must be crawled, asked and reported on by the daemon.
Meanwhile a person backfills three days of it in the UI, launches one day twice at once, and
cancels a run in the middle of its asking. In the end the provider has seen each call of the
ledger once.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from onevice_assets.partitions import read_range, split_key
from tests.drills.live_platform import Live, running, wait_for

if TYPE_CHECKING:
    from onevice_assets.cli.session import Session

REPORT = dg.AssetKey(["brand_monitor", "influence_report"])
ANSWERS = dg.AssetKey(["brand_monitor", "llm_responses"])
PROMPTS = dg.AssetKey(["brand_monitor", "prompts"])
_ENDED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
_PATIENCE_S = 1200.0


def main() -> None:
    """Run the drill, write what came of it, and fail where it is not as promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path)
    given = parser.parse_args()
    with running() as live:
        told = Drill(live, *_watch()).run()
    text = json.dumps(told, indent=2) + "\n"
    if given.to:
        given.to.write_text(text, "utf-8")
    print(text)  # noqa: T201
    _check(told)


def _watch() -> tuple[Session, str]:
    """Add the example website, as `onevice site add` and `onevice brand track` do; its key."""
    from onevice_assets.cli.run import watch
    from onevice_assets.cli.session import Session

    session = Session()
    return session, watch(session, "", "", "").key


def _check(told: dict[str, Any]) -> None:
    assert told["backfill"]["status"] == "COMPLETED_SUCCESS"
    assert "SUCCESS" in told["twice"]["ends"]
    assert "FAILURE" not in told["twice"]["ends"] or "is being made" in told["twice"]["message"]
    assert told["cancelled"]["status"] == "CANCELED"
    assert told["cancelled"]["reserved"] == 0, "a call was left without its outcome"
    assert told["cancelled"]["calls_before"] < told["cancelled"]["calls_of_a_day"]
    assert told["provider_calls"] == told["ledger_calls"], "the ledger and the provider differ"
    assert told["asked_twice"] == 0


@dataclass
class Drill:
    """The cases, one after the other, on one platform."""

    live: Live
    session: Session
    website: str

    def run(self) -> dict[str, Any]:
        """Everything, and what the provider and the ledger say in the end."""
        begun, load = time.monotonic(), os.getloadavg()[0]
        told: dict[str, Any] = {"load_at_start": round(load, 1)}
        wait_for(lambda: self._made(PROMPTS, self.website), "questions", _PATIENCE_S)
        told["questions_after_seconds"] = round(time.monotonic() - begun)
        told["backfill"] = self._backfill()
        told["twice"] = self._launch_twice()
        told["cancelled"] = self._cancel()
        told["day"] = self._wait_for_the_day()
        self._wait_until_quiet()
        return {**told, **self._account(), "runs": self._runs()}

    def _backfill(self) -> dict[str, Any]:
        """Select everything by day and website, three days, and launch it."""
        days = [self._partition(ago) for ago in (3, 2, 1)]
        layer = self.session.definitions.resolve_job_def("watch_website").asset_layer
        begun, assets = time.monotonic(), sorted(key.path for key in layer.selected_asset_keys)
        launched = self.live.launch_backfill(assets, days)
        waiting = ("REQUESTED", "CANCELING", "FAILING")
        status = wait_for(
            lambda: (now := self.live.backfill_status(launched)) not in waiting and now,
            "the backfill",
            _PATIENCE_S,
        )
        runs = self.session.instance.get_runs(dg.RunsFilter(tags={"dagster/backfill": launched}))
        return {
            "status": status,
            "seconds": round(time.monotonic() - begun),
            "reports": sum(bool(self._made(REPORT, one)) for one in days),
            "runs": [_tell(run) for run in reversed(list(runs))],
        }

    def _launch_twice(self) -> dict[str, Any]:
        """One day launched twice at once: one asks; the other waits in the queue or stops."""
        runs = [self.live.launch_run("ask_models", self._partition(4)) for _ in range(2)]
        ends = {run: wait_for(lambda one=run: self._end_of(one), "a run", 300) for run in runs}
        (failed,) = [run for run, end in ends.items() if end == "FAILURE"] or [""]
        return {"ends": sorted(ends.values()), "message": self._reason(failed)}

    def _cancel(self) -> dict[str, Any]:
        """Terminate a run in the middle of its asking, then ask the day again."""
        partition, before = self._partition(5), self.live.calls()
        run = self.live.launch_run("ask_models", partition)
        wait_for(lambda: self.live.calls() > before, "the first call", 300)
        begun = time.monotonic()
        self.live.cancel(run)
        status = wait_for(lambda: self._end_of(run), "the end of a cancelled run", 300)
        seconds, asked = time.monotonic() - begun, self.live.calls() - before
        told = {"status": status, "seconds": round(seconds, 1), "calls_before": asked}
        told["reserved"] = self._count("status = 'reserved'")
        again = self.live.launch_run("ask_models", partition)
        assert wait_for(lambda: self._end_of(again), "the next run", 300) == "SUCCESS"
        return {**told, "calls_of_a_day": self.live.calls() - before}

    def _wait_for_the_day(self) -> dict[str, Any]:
        """Today, from the schedule to the report; nobody launched any of it."""
        today = self._partition(0)
        at = {
            key.path[-1]: wait_for(lambda one=key: self._made(one, today), "today", _PATIENCE_S)
            for key in (ANSWERS, REPORT)
        }
        runs = [run for run in self.session.instance.get_runs() if _touches(run, today)]
        begun = min(self._created(run.run_id) for run in runs)
        return {
            "seconds_from_request_to_answers": round(at["llm_responses"] - begun),
            "seconds_from_request_to_report": round(at["influence_report"] - begun),
            "runs": [_tell(run) for run in reversed(runs)],
        }

    def _wait_until_quiet(self) -> None:
        unfinished = [one for one in dg.DagsterRunStatus if one not in _ENDED]
        chosen = dg.RunsFilter(statuses=unfinished)
        wait_for(lambda: not self.session.instance.get_runs_count(chosen), "quiet", _PATIENCE_S)

    def _account(self) -> dict[str, Any]:
        settled = self._count("status <> 'failed' AND reused_from IS NULL")
        twice = (
            "SELECT count(*) FROM (SELECT 1 FROM control.llm_attempts WHERE status <> 'failed' "
            "AND simulation_run_id IS NOT NULL GROUP BY simulation_run_id, prompt_id, provider, "
            "model, sample_number HAVING count(*) > 1) AS pairs"
        )
        with self.session.resources["control"].begin() as db:
            pairs = db.exec_driver_sql(twice).scalar_one()
        return {
            "provider_calls": self.live.calls(),
            "ledger_calls": settled,
            "asked_twice": pairs,
        }

    def _count(self, which: str) -> int:
        with self.session.resources["control"].begin() as db:
            sql = f"SELECT count(*) FROM control.llm_attempts WHERE {which}"
            return int(db.exec_driver_sql(sql).scalar_one())

    def _runs(self) -> dict[str, int]:
        every = self.session.instance.get_runs()
        return dict(Counter(f"{_tell(run)['what']}: {run.status.value}" for run in every))

    def _made(self, key: dg.AssetKey, partition: str) -> float:
        """When a partition was made last, seconds since 1970; 0 where it was not."""
        found = self.session.instance.fetch_materializations(
            dg.AssetRecordsFilter(key, asset_partitions=[partition]), limit=1
        )
        return found.records[0].timestamp if found.records else 0.0

    def _end_of(self, run: str) -> str:
        found = self.session.instance.get_run_by_id(run)
        return found.status.value if found and found.status in _ENDED else ""

    def _created(self, run: str) -> float:
        record = self.session.instance.get_run_record_by_id(run)
        assert record is not None
        return record.create_timestamp.timestamp()

    def _reason(self, run: str) -> str:
        from sensors.run_reasons import find_reason

        return find_reason(self.session.instance, run).text if run else ""

    def _partition(self, days_ago: int) -> str:
        day = datetime.now(UTC).date() - timedelta(days=days_ago)
        return f"{day}|{self.website}"


def _touches(run: dg.DagsterRun, partition: str) -> bool:
    return run.tags.get("dagster/partition") == partition


def _tell(run: dg.DagsterRun) -> dict[str, Any]:
    """A run in a few words: who asked for it, for how many assets, for which days."""
    tags = run.tags
    first, last = read_range(tags) or ("", "")
    by = tags.get("onevice/trigger") or ("backfill" if "dagster/backfill" in tags else "a person")
    return {
        "what": f"{run.job_name.strip('_').lower()} by {by}",
        "days": split_key(first)[0] + (f" to {split_key(last)[0]}" if last != first else ""),
        "assets": len(run.asset_selection or ()) or "job",
        "status": run.status.value,
    }


if __name__ == "__main__":
    main()
