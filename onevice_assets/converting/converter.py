"""The parent: hands files to a child process one by one, and outlives whatever becomes of it.

A child that dies, says nothing for too long or takes too long is ended, and the next file gets a
new one; so does every `FILES_A_CHILD`-th, since readers lose memory. The child knows no secret: it
gets the variables Python needs and no others.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from onevice_assets.converting.converted import (
    Converted,
    Facts,
    Limits,
    Page,
    Reason,
)
from resources.child_process import bare_environment
from resources.errors import ConfigurationError

FILES_A_CHILD = 500
LIMITS = Limits()
_COMMAND = (sys.executable, "-m", "onevice_assets.converting.child")
_PACKAGES = ("pypdfium2", "lxml")
_MOST_WAITING = 64
_END = ""


def check_installed(*more: str) -> None:
    """Make sure that the readers' packages are there.

    Args:
        more: of the caller's own.

    Raises:
        ConfigurationError: naming what is missing, and the extra that brings it.
    """
    names = (*_PACKAGES, *more)
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            f"Documents cannot be read, {', '.join(missing)} not being installed; nothing was "
            "read. Install the extra: pip install 'onevice-assets[entertainment]'."
        )


class Converter:
    """Converts files; a context manager, so that no child stays behind."""

    def __init__(
        self,
        limits: Limits = LIMITS,
        command: Sequence[str] = _COMMAND,
    ) -> None:
        """Start nothing yet.

        Args:
            limits: of each file.
            command: the child's; another one in tests.
        """
        self._limits, self._command = limits, list(command)
        self._child: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue(_MOST_WAITING)
        self._pump: threading.Thread | None = None
        self._served = 0

    def __enter__(self) -> Self:
        """The child starts with the first file."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the child."""
        self._end()

    def convert(self, path: Path, name: str) -> Converted:
        """Convert a file; whatever is wrong with it is in the result, never raised.

        Args:
            path: where its bytes are.
            name: what it was called.
        """
        if self._served >= FILES_A_CHILD:
            self._end()
        child = self._child or self._start()
        self._served += 1
        request = {"path": str(path), "name": name, "limits": asdict(self._limits)}
        try:
            if child.stdin is None:
                return self._give_up(Reason.CRASHED, "The reader has no input.")
            child.stdin.write(json.dumps(request) + "\n")
            child.stdin.flush()
        except OSError:
            return self._give_up(Reason.CRASHED, "The reader was gone before it began.")
        return self._collect()

    def _collect(self) -> Converted:
        """Take pages until the child says that it has done, or will not."""
        pages: list[Page] = []
        deadline = time.monotonic() + self._limits.total_seconds
        while True:
            left = min(self._limits.silent_seconds, deadline - time.monotonic())
            try:
                line = self._lines.get(timeout=max(left, 0.001))
            except queue.Empty:
                taken = f"Reading it did not end in time, after {len(pages)} page(s)."
                return self._give_up(Reason.TIMED_OUT, taken)
            if line == _END:
                return self._give_up(Reason.CRASHED, f"The reader died{self._code()}.")
            message = json.loads(line)
            if "page" in message:
                pages.append(Page(**message["page"]))
            else:
                return _conclude(message, pages)

    def _start(self) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=bare_environment(),
        )
        self._child, self._served = child, 0
        self._lines = queue.Queue(_MOST_WAITING)
        self._pump = threading.Thread(target=_pump, args=(child, self._lines), daemon=True)
        self._pump.start()
        return child

    def _give_up(self, reason: Reason, detail: str) -> Converted:
        self._end()
        return Converted(reason=reason, detail=detail)

    def _code(self) -> str:
        code = self._child.wait(5) if self._child else None
        return f" of signal {-code}" if code and code < 0 else f" with code {code}"

    def _end(self) -> None:
        child, self._child, self._served = self._child, None, 0
        if child is None:
            return
        child.kill()
        while self._pump is not None and self._pump.is_alive():  # it may wait for room
            with contextlib.suppress(queue.Empty):
                self._lines.get(timeout=0.05)
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def _pump(child: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    """Move the child's lines into the queue, which holds few: a fast child waits."""
    if child.stdout is not None:
        for line in child.stdout:
            lines.put(line)
    lines.put(_END)


def _conclude(message: dict[str, Any], pages: list[Page]) -> Converted:
    facts = Facts(**message["facts"]) if message.get("facts", {}).get("format") else None
    failed = message.get("failed")
    if failed is None:
        return Converted(facts, tuple(pages), page_count=facts.page_count if facts else None)
    reason = Reason(failed["reason"])
    return Converted(facts, (), reason, failed["detail"], failed["page_count"])
