"""A child process that opens strangers' files: what it is given, and what it may take.

The parent calls `bare_environment`; the child, `open_answers`, `limit_memory` and
`limit_processor`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Final, TextIO

_PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")


def bare_environment() -> dict[str, str]:
    """Variables for a child that knows no secret: those that Python needs, and no others."""
    known = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**known, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}


def limit_memory(limit: int) -> None:
    """Bound this process's address space to so many bytes, where the system holds to it.

    Linux does, macOS does not.
    """
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def limit_processor(seconds: int) -> None:
    """End this process once it took so many seconds of processor from now on."""
    if sys.platform == "win32":
        return
    import resource

    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    with contextlib.suppress(ValueError, OSError):
        most = int(used) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))


def open_answers() -> TextIO:
    """This process's own output, for answers alone: what a library prints goes to the errors."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers
