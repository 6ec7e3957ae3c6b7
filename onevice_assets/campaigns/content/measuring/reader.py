"""The parent: has one file measured by a child process, and outlives whatever becomes of it.

The child knows no secret: it gets the variables that Python needs and no others. A file that
crashes it, hangs it or takes all its memory is a result like any other.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.campaigns.content.measuring.measured import (
    LIMITS,
    Limits,
    Measured,
    Reason,
)
from resources.child_process import bare_environment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_COMMAND: Final = (sys.executable, "-m", "onevice_assets.campaigns.content.measuring.child")


@dataclass(frozen=True)
class Reading:
    """What became of a file: figures, or the reason why there are none."""

    measured: Measured | None = None
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True)
class Reader:
    """Measures files, each in a process of its own.

    Attributes:
        limits: of each file.
        command: the child's; another one in tests.
    """

    limits: Limits = LIMITS
    command: Sequence[str] = field(default=_COMMAND)

    def read(self, path: Path, folder: Path) -> Reading:
        """Measure a file; whatever is wrong with it is in the result, never raised.

        Args:
            path: where its bytes are.
            folder: where small pictures of it are written: `0.jpg`, `1.jpg`, ….
        """
        asked = {"path": str(path), "folder": str(folder), "limits": asdict(self.limits)}
        try:
            done = subprocess.run(
                list(self.command),
                input=json.dumps(asked).encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self.limits.seconds,
                env=bare_environment(),
                check=False,
            )
        except subprocess.TimeoutExpired:
            detail = f"Reading it did not end within {self.limits.seconds:g} s."
            return Reading(reason=Reason.TIMED_OUT, detail=detail)
        if done.returncode:
            signal = f"signal {-done.returncode}" if done.returncode < 0 else "an error"
            return Reading(reason=Reason.CRASHED, detail=f"The reader died of {signal}.")
        return _to_reading(done.stdout)


def _to_reading(said: bytes) -> Reading:
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        return Reading(reason=Reason.CRASHED, detail="The reader said nothing that can be read.")
    if "measured" not in answer:
        return Reading(reason=Reason(answer["reason"]), detail=answer["detail"])
    told = answer["measured"]
    colors = tuple((str(name), float(share)) for name, share in told.pop("colors"))
    lists: dict[str, Any] = {name: tuple(told.pop(name)) for name in ("palettes", "notes")}
    return Reading(Measured(**told, **lists, colors=colors))
