"""What a command works with: the resources, and Dagster with the same home the UI shows."""

from __future__ import annotations

import getpass
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onevice_assets.cli.interrupts import noticing_interrupts
from onevice_assets.cli.quiet_helpers import quiet_helpers
from resources.errors import InputError, OneviceError, StoreError
from resources.home import subfolder
from resources.left_runs import end_left_runs, tag_of_process
from resources.observing.traces import tag_of_run

if TYPE_CHECKING:
    import dagster as dg

    from resources.control_plane.websites import Website


_INTERRUPTS = ("DagsterExecutionInterruptedError", "KeyboardInterrupt")


class RunFailedError(OneviceError):
    """A Dagster run failed; the message names the asset and its reason."""


def actor() -> str:
    """Who decides, as the audit log keeps it."""
    return f"cli:{getpass.getuser()}"


def dagster_home() -> Path:
    """Folder of Dagster's own storage, with its settings file in place."""
    configured = os.environ.get("DAGSTER_HOME")
    folder = Path(configured).resolve() if configured else subfolder("dagster")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "dagster.yaml").exists():
        _copy_whole(_settings_file(), folder / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(folder)
    return folder


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that it is there whole or not at all, also where the disk is full."""
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(source, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _settings_file() -> Path:
    package = Path(__file__).resolve().parents[1]
    bundled = package / "bundled" / "dagster.yaml"
    return bundled if bundled.exists() else package.parent / "dagster.yaml"


@dataclass
class Session:
    """The resources of one command, built once.

    Attributes:
        env: variables that replace those of the process, as given by options.
        bars: draw progress bars (a person is looking).
    """

    env: Mapping[str, str] = field(default_factory=dict)
    bars: bool = False

    @cached_property
    def _configured(self) -> dict[str, Any]:
        from resources.progress import Progress
        from resources.registry import from_env

        built = from_env({**os.environ, **self.env})
        return {**built, "progress": Progress(mode="bar")} if self.bars else built

    @cached_property
    def resources(self) -> dict[str, Any]:
        """The registry's resources by name, ready to use outside of a run."""
        import dagster as dg

        # all at once: each on its own would make a Dagster instance in memory, 0.1 s a piece
        with dg.build_resources(self._configured) as ready:
            return {name: getattr(ready, name) for name in self._configured}

    @cached_property
    def definitions(self) -> dg.Definitions:
        """The code location, with this session's resources."""
        from onevice_assets.definitions import build_defs
        from resources.dagster_files import hasten_sqlite
        from resources.dbt_project import compile_project

        hasten_sqlite()
        compile_project()
        return build_defs(resources=self._configured)

    def load(self) -> None:
        """Load the code location now: what keeps it from loading is told before a file is copied.

        Raises:
            ConfigurationError: dbt's manifest is missing or old, and cannot be made.
        """
        self.definitions  # noqa: B018

    @cached_property
    def instance(self) -> dg.DagsterInstance:
        """Dagster's storage; the same the UI shows.

        Raises:
            StoreError: it cannot be opened, as where its disk is full.
        """
        import dagster as dg
        from sqlalchemy.exc import SQLAlchemyError

        try:
            dagster_home()
            instance = dg.DagsterInstance.get()
        except (OSError, SQLAlchemyError) as error:
            raise StoreError(
                f"Dagster's own storage cannot be opened ({getattr(error, 'orig', error)}): make "
                "room on the disk of DAGSTER_HOME, or let this user write there, and run the same "
                "again. Nothing was done."
            ) from error
        quiet_helpers(instance.compute_log_manager)
        return instance

    def website(self, name: str | None) -> Website:
        """Find a website by key, domain, name or id; the only one where no name is given."""
        from resources.control_plane import websites

        with self.resources["control"].begin() as db:
            if name:
                return websites.find(db, name)
            listed = websites.list_all(db)
        # an address that never could be crawled is no website to look at
        every = [one for one in listed if one.status != "failed" or one.last_scraped_at]
        if len(every) == 1:
            return every[0]
        if not every:
            raise InputError("No website is watched yet: start with `onevice run --site URL`.")
        known = ", ".join(sorted(one.key for one in every))
        raise InputError(f"Several websites are watched; name one with --website: {known}.")

    def materialize(
        self,
        job: str,
        partition: str,
        config: Mapping[str, Any] | None = None,
        *,
        last: str | None = None,
        partitions: str = "websites",
    ) -> None:
        """Run a job for one partition, or a range, in this process; the run appears in the UI.

        Args:
            job: its name.
            partition: partition key; the first of the range where `last` is given.
            config: by asset name, e.g. `{"llm_responses": {"retry_unknown": True}}`.
            last: last partition of a range of days of one website.
            partitions: dynamic partitions that the key, or its website, is to be one of.

        Raises:
            RunFailedError: with the failing asset's own message.
            KeyboardInterrupt: when the run was interrupted, also where it was done all the same.
        """
        from onevice_assets.partitions import range_tags, website_of

        end_left_runs(self.instance)
        self.instance.add_dynamic_partitions(partitions, [website_of(partition)])
        ops = {f"brand_monitor__{name}": {"config": one} for name, one in (config or {}).items()}
        run_config = {"ops": ops, "loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        with noticing_interrupts() as has_been_stopped:
            done = self.definitions.resolve_job_def(job).execute_in_process(
                instance=self.instance,
                partition_key=None if last else partition,
                tags={
                    **tag_of_process(),
                    **tag_of_run(),
                    **(range_tags(partition, last) if last else {}),
                },
                raise_on_error=False,
                run_config=run_config,
            )
            if has_been_stopped() or _was_interrupted(done):
                raise KeyboardInterrupt
        if not done.success:
            raise RunFailedError(tell_failure(job, partition, done))


def _was_interrupted(done: dg.ExecuteInProcessResult) -> bool:
    """Whether Ctrl-C ended the run, which Dagster turns into an error of its own."""
    errors = [event.job_failure_data.error for event in done.all_events if event.is_job_failure]
    errors += [event.step_failure_data.error for event in done.all_events if event.is_step_failure]
    return any(error is not None and error.cls_name in _INTERRUPTS for error in errors)


def tell_failure(job: str, partition: str, done: dg.ExecuteInProcessResult) -> str:
    """Why a run failed: each reason once, behind the steps that give it."""
    steps: dict[str, list[str]] = {}
    for event in done.all_events:
        if event.is_step_failure:
            steps.setdefault(_reason(event.step_failure_data), []).append(str(event.step_key))
    reasons = [f"{', '.join(names)}: {reason}" for reason, names in steps.items()]
    told = "\n  ".join(reasons) or "no step says why; see the run in `make ui`"
    return f"{job} of {partition} did not finish (run {done.run_id[:8]}).\n  {told}"


def _reason(failure: Any) -> str:
    """The author's own words where a step raised `dg.Failure`, else the error's."""
    if failure.user_failure_data and failure.user_failure_data.description:
        return str(failure.user_failure_data.description).strip()
    if failure.error is None:
        return "no reason given"
    return str((failure.error.cause or failure.error).message).strip()
