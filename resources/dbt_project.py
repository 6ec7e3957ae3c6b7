"""The dbt project: where it lies, its parsed manifest, and running it (ADR 0003).

dbt runs in a process of its own: it keeps connections, flags and the adapter in globals, so two
runs in one process disturb each other. Importing this module imports neither dbt nor duckdb.
What the models mean does not live here: `dbt/` and the assets that run it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dagster as dg
from pydantic import Field

from resources.errors import ConfigurationError, StoreError
from resources.home import subfolder

_ROOT = Path(__file__).parent.parent
_READ = ("dbt_project.yml", "profiles.yml", "models", "macros", "tests")
_RUN = "from dbt.cli.main import cli; cli()"
_HASH = "ONEVICE_PROJECT_HASH"
_SAY = "Run `onevice setup` (in a checkout `.venv/bin/onevice setup`; `make setup` calls it)."


@dataclass(frozen=True)
class NodeResult:
    """How one model or test went.

    Attributes:
        unique_id: dbt's id, as in the manifest.
        status: `success`, `error`, `skipped` for models; `pass`, `fail`, `warn`, `error`,
            `skipped` for tests.
        message: what dbt says about it; empty where it says nothing.
        failures: rows a test found, where it ran.
        seconds: how long it took.
        sql: the statement that ran.
    """

    unique_id: str
    status: str
    message: str
    failures: int | None
    seconds: float
    sql: str

    @property
    def name(self) -> str:
        """The model's or test's own name."""
        return self.unique_id.split(".")[2]

    @property
    def is_failed(self) -> bool:
        """Whether it breaks the build; a warning does not."""
        return self.status in ("error", "fail", "runtime error")


@dataclass(frozen=True)
class DbtBuild:
    """A finished `dbt build`: every node's result, and the DuckDB file with the tables."""

    results: tuple[NodeResult, ...]
    database: Path

    @property
    def failed(self) -> list[NodeResult]:
        """The models and tests that broke it, in the order they ran."""
        return [result for result in self.results if result.is_failed]


class Dbt(dg.ConfigurableResource[Any]):
    """Builds and tests the models in a folder of the caller's, touching nothing else."""

    threads: int = Field(default=2, description="Models and tests dbt runs at a time", ge=1)

    def build(self, folder: Path, variables: Mapping[str, object]) -> DbtBuild:
        """Run `dbt build` (models and data tests) on a DuckDB file of its own in `folder`.

        Args:
            folder: a private folder; the database, dbt's target and nothing else is put there.
            variables: dbt vars, such as lists of input files.

        Returns:
            The results, failed ones included: the caller decides what a failure means.

        Raises:
            StoreError: when dbt did not get as far as running the models.
        """
        target, database = folder / "target", folder / "marts.duckdb"
        options = ["--exclude-resource-type", "unit_test", "--threads", str(self.threads)]
        said = _run_dbt(
            ["build", *options, "--vars", json.dumps(variables)],
            target,
            {"ONEVICE_DBT_DATABASE": str(database)},
        )
        results = target / "run_results.json"
        if not results.exists():
            raise StoreError(
                f"dbt could not run the models of {project_folder()}; it says:\n{said[-2000:]}\n"
                "Correct the project and run `dbt parse --project-dir dbt` to check it."
            )
        return DbtBuild(_read_results(results), database)


def project_folder() -> Path:
    """Folder of the dbt project: the wheel's copy, else the repository's `dbt/`.

    Raises:
        ConfigurationError: when neither is there.
    """
    for folder in (_bundled(), _ROOT / "dbt"):
        if (folder / "dbt_project.yml").exists():
            return folder
    raise ConfigurationError(
        f"The dbt project is neither in {_bundled()} nor in {_ROOT / 'dbt'}: install the package "
        "again, or run from a full checkout."
    )


def load_manifest() -> dict[str, Any]:
    """Read the manifest of the project as it stands.

    Under `dagster dev` an old one is replaced first, so that reloading shows an edited model.

    Raises:
        ConfigurationError: when it is missing or older than the models.
    """
    if os.environ.get("DAGSTER_IS_DEV_CLI"):
        parse_project()
    project = project_folder()
    manifest = _find_manifest(project)
    if manifest is None:
        places = " or ".join(str(folder) for folder in _targets(project))
        raise ConfigurationError(
            f"dbt's manifest of {project} is missing or older than the models: there is no "
            f"manifest.json of the present project in {places}. {_SAY}"
        )
    return manifest


def parse_project() -> None:
    """Write the manifest that the definitions read; nothing happens where it is up to date.

    It lies in `target/` of the repository's project, or in `ONEVICE_HOME/dbt` for the wheel's.
    Several processes may do this at once: each parses in a folder of its own and renames.

    Raises:
        ConfigurationError: when the project cannot be parsed, with what dbt says.
    """
    project = project_folder()
    if _find_manifest(project) is not None:
        return
    place = _targets(project)[-1]
    place.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place, prefix="parse-") as private:
        stamp = {f"DBT_ENV_CUSTOM_ENV_{_HASH}": hash_project(project)}
        said = _run_dbt(["parse"], Path(private), stamp)
        parsed = Path(private, "manifest.json")
        if not parsed.exists():
            raise ConfigurationError(f"dbt cannot parse {project}:\n{said[-2000:]}")
        parsed.replace(place / "manifest.json")


def hash_project(project: Path) -> str:
    """SHA-256 over names and contents of everything dbt reads; dates of files do not matter."""
    digest = hashlib.sha256()
    for name in _READ:
        top = project / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(project).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _bundled() -> Path:
    return _ROOT / "onevice_assets" / "bundled" / "dbt"


def _targets(project: Path) -> list[Path]:
    """Folders a manifest may lie in; the last one is where `parse_project` writes."""
    beside = project / "target"
    return [beside, subfolder("dbt")] if project == _bundled() else [beside]


def _find_manifest(project: Path) -> dict[str, Any] | None:
    wanted = hash_project(project)
    for folder in _targets(project):
        path = folder / "manifest.json"
        if path.exists():
            manifest: dict[str, Any] = json.loads(path.read_bytes())
            if manifest["metadata"]["env"].get(_HASH) == wanted:
                return manifest
    return None


def _run_dbt(command: Sequence[str], target: Path, settings: Mapping[str, str]) -> str:
    """Run one dbt command and return what it printed; no telemetry, no look-up of versions."""
    project = str(project_folder())
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DBT_")}
    options = ["--quiet", "--no-use-colors", "--no-version-check", "--no-partial-parse"]
    options += ["--log-level-file", "none", *command, "--log-path", str(target)]
    options += ["--project-dir", project, "--profiles-dir", project, "--target-path", str(target)]
    target.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *options],
        env=inherited | {"DO_NOT_TRACK": "1", "PYTHONUTF8": "1"} | dict(settings),
        cwd=target,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.stdout


def _read_results(path: Path) -> tuple[NodeResult, ...]:
    return tuple(
        NodeResult(
            unique_id=found["unique_id"],
            status=found["status"],
            message=found["message"] or "",
            failures=found["failures"],
            seconds=found["execution_time"],
            sql=found["compiled_code"] or "",
        )
        for found in json.loads(path.read_bytes())["results"]
    )
