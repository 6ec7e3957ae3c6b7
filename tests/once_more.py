"""`python -m tests.once_more PYTEST-OPTIONS`: what fails beside others is asked again, alone.

Ten thousand tests and a dozen servers share two cores in three processes: what only then fails
is unsteady, which is a fault of its own to mend, and no reason to refuse what it does not test.
Why and how far: docs/decisions/0051-once-more.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

AT_MOST = 5
_NAMES = "ONEVICE_TEST_FAILED"
_ALONE = ["-n", "0", "--dist", "no"]


def main(arguments: Sequence[str]) -> int:
    """Run pytest, and once more those few that failed; returns the exit code that counts."""
    with tempfile.TemporaryDirectory(prefix="onevice-failed-") as folder:
        found = Path(folder) / "failed.json"
        code = _run([*arguments], found)
        failed: list[str] = json.loads(found.read_text("utf-8")) if found.exists() else []
        if code != pytest.ExitCode.TESTS_FAILED or not failed:
            return code
        if not all("::" in one for one in failed):
            _tell("not only tests failed: nothing is asked once more", failed)
            return code
        if len(failed) > AT_MOST:
            _tell(f"{len(failed)} tests failed: too many to be asked once more", failed)
            return code
        _tell(f"{len(failed)} failed beside the others and are asked once more, alone", failed)
        again = _run([*arguments, *_ALONE, *failed], found.with_name("again.json"))
    if again == pytest.ExitCode.OK:
        _tell("unsteady, to be mended: failed beside the others and passed alone", failed)
    return again


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Leave the names of what failed where `main` reads them (a plugin of the runs of `main`)."""
    stats = terminalreporter.stats
    failed = [one.nodeid for kind in ("failed", "error") for one in stats.get(kind, [])]
    if path := os.environ.get(_NAMES):
        Path(path).write_text(json.dumps(sorted(set(failed))), "utf-8")


def _run(arguments: Sequence[str], names: Path) -> int:
    command = [sys.executable, "-m", "pytest", "-p", __spec__.name, *arguments]
    with subprocess.Popen(command, env={**os.environ, _NAMES: str(names)}) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # Ctrl-C reached it too; it stops its servers and tells what it has done so far
            process.wait()
            return int(pytest.ExitCode.INTERRUPTED)


def _tell(what: str, tests: Sequence[str]) -> None:
    sys.stdout.write(f"\n{what}:\n" + "".join(f"  {one}\n" for one in tests))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
