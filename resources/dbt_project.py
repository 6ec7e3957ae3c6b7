"""The dbt project: where it lies, its compiled manifest (ADR 0003), and where columns come from.

dbt runs in a process of its own, and only to compile; `resources.dbt_runner` runs what it
compiled. Importing this module imports neither dbt nor duckdb. What the models mean does not
live here: `dbt/` and the assets that run it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from resources.column_lineage import VERSION, Origin, trace_columns
from resources.errors import ConfigurationError
from resources.home import subfolder

_ROOT = Path(__file__).parent.parent
_READ = ("dbt_project.yml", "profiles.yml", "models", "macros", "tests")
_RUN = "from dbt.cli.main import cli; cli()"
_HASH = "ONEVICE_PROJECT_HASH"
_LINEAGE = "column_lineage.json"
_SAY = "Run `onevice setup` (in a checkout `.venv/bin/onevice setup`; `make setup` calls it)."


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
        compile_project()
    project = project_folder()
    manifest = _find_manifest(project)
    if manifest is None:
        places = " or ".join(str(folder) for folder in _targets(project))
        raise ConfigurationError(
            f"dbt's manifest of {project} is missing or older than the models: there is no "
            f"manifest.json of the present project in {places}. {_SAY}"
        )
    return manifest


def load_column_lineage() -> dict[str, dict[str, list[Origin]]]:
    """By model and column: the lake's columns it comes from (`trace_columns`).

    Raises:
        ConfigurationError: when it is missing or older than the models.
    """
    project = project_folder()
    found = _find_lineage(project)
    if found is None:
        raise ConfigurationError(
            f"No {_LINEAGE} of the present project is beside the manifest of {project}: what its "
            f"columns come from is unknown. {_SAY}"
        )
    return found


def compile_project() -> None:
    """Write the manifest, with every compiled statement, and beside it what columns come from.

    Nothing happens where both are up to date. They lie in `target/` of the repository's project, or
    in `ONEVICE_HOME/dbt` for the wheel's.
    Several processes may do this at once: each compiles in a folder of its own and renames.

    Raises:
        ConfigurationError: when the project cannot be compiled, with what dbt says; or when it
            cannot be told where a model's columns come from.
    """
    project = project_folder()
    if _find_manifest(project) is not None and _find_lineage(project) is not None:
        return
    place = _targets(project)[-1]
    place.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place, prefix="compile-") as private:
        stamp = {f"DBT_ENV_CUSTOM_ENV_{_HASH}": hash_project(project)}
        said = run_dbt(["compile"], Path(private), stamp)
        made = Path(private, "manifest.json")
        if not _is_compiled(made):
            raise ConfigurationError(f"dbt cannot compile {project}:\n{said[-2000:]}")
        traced = Path(private, _LINEAGE)
        models = trace_columns(json.loads(made.read_bytes()))
        traced.write_text(json.dumps({"of": _lineage_stamp(project), "models": models}), "utf-8")
        traced.replace(place / _LINEAGE)
        made.replace(place / "manifest.json")


def _is_compiled(manifest: Path) -> bool:
    """Whether every model and test has its statement; dbt writes a manifest also where not."""
    if not manifest.exists():
        return False
    nodes = json.loads(manifest.read_bytes())["nodes"].values()
    return all(n.get("compiled_code") for n in nodes if n["resource_type"] in ("model", "test"))


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
    """Folders a manifest may lie in; the last one is where `compile_project` writes."""
    beside = project / "target"
    return [beside, subfolder("dbt")] if project == _bundled() else [beside]


def _find_manifest(project: Path) -> dict[str, Any] | None:
    wanted = hash_project(project)
    for folder in _targets(project):
        path = folder / "manifest.json"
        if path.exists():
            found = path.stat()
            manifest = _read_manifest(path, (found.st_mtime_ns, found.st_size, found.st_ino))
            if manifest["metadata"]["env"].get(_HASH) == wanted:
                return manifest
    return None


@lru_cache(maxsize=1)
def _read_manifest(path: Path, _written: tuple[int, int, int]) -> dict[str, Any]:
    """What a manifest holds, read once for as long as it is the same file: 4 MB of memory."""
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    return manifest


def _find_lineage(project: Path) -> dict[str, dict[str, list[Origin]]] | None:
    wanted = _lineage_stamp(project)
    for folder in _targets(project):
        path = folder / _LINEAGE
        if path.exists():
            found = json.loads(path.read_bytes())
            if found["of"] == wanted:
                models: dict[str, Any] = found["models"]
                return {
                    model: {name: [_origin(one) for one in of] for name, of in columns.items()}
                    for model, columns in models.items()
                }
    return None


def _lineage_stamp(project: Path) -> str:
    return f"{hash_project(project)}/{VERSION}"


def _origin(parts: Sequence[str]) -> Origin:
    system, table, column = parts
    return system, table, column


def run_dbt(command: Sequence[str], target: Path, settings: Mapping[str, str]) -> str:
    """Run one dbt command and return what it printed; no telemetry, no look-up of versions.

    Args:
        command: dbt's own arguments, such as `["build"]`.
        target: folder for what dbt writes.
        settings: environment variables for this run.
    """
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
    # at the end of the process duckdb's binding lists pages of what it did not free
    return done.stdout.partition("nanobind: leaked")[0]
