"""The process that opens a file of strangers: `python -m` this module, for one file.

On its standard input stands a request as JSON: path, folder for small pictures, limits. It answers
with a line of JSON on its standard output: `measured`, or `reason` and `detail`. JSON and not
pickles: what a broken file makes of this process can say wrong figures, but run nothing.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.campaigns.content.measuring.image import measure_image
from onevice_assets.campaigns.content.measuring.measured import (
    Limits,
    Measured,
    MeasureError,
    Reason,
)
from onevice_assets.campaigns.content.measuring.video import measure_video
from resources.child_process import limit_memory, open_answers

if TYPE_CHECKING:
    from PIL.Image import Image

_QUALITY: Final = 85


def measure(path: Path, folder: Path, limits: Limits) -> Measured:
    """Measure one file, and write small pictures of it: `0.jpg`, `1.jpg`, ….

    Raises:
        MeasureError: saying in one word why not.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise MeasureError(Reason.GONE, "It was there and is not any more.") from None
    if size == 0:
        raise MeasureError(Reason.EMPTY, "It has no bytes.")
    if size > limits.most_bytes:
        detail = f"It has {size:,} bytes; {limits.most_bytes:,} are read at most."
        raise MeasureError(Reason.TOO_LARGE, detail)
    found = measure_image(path, limits) or measure_video(path, limits)
    if found is None:
        raise MeasureError(Reason.UNSUPPORTED, "It is no picture and no video that is known here.")
    measured, pictures = found
    _write(pictures, folder)
    return measured


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What is said of one request."""
    limits = Limits(**request["limits"])
    try:
        return {"measured": asdict(measure(Path(request["path"]), Path(request["folder"]), limits))}
    except MeasureError as error:
        return {"reason": error.reason.value, "detail": error.detail}
    except MemoryError:
        detail = f"Unpacking it took more than {limits.memory_bytes:,} bytes of memory."
        return {"reason": Reason.OUT_OF_MEMORY.value, "detail": detail}


def _write(pictures: list[Image], folder: Path) -> None:
    for number, one in enumerate(pictures):
        one.save(folder / f"{number}.jpg", "JPEG", quality=_QUALITY)


def main() -> None:
    """Answer on the process's own output; what a library prints goes to the errors."""
    answers = open_answers()
    request = json.load(sys.stdin)
    limit_memory(request["limits"]["memory_bytes"])
    answers.write(json.dumps(answer(request)))
    answers.flush()


if __name__ == "__main__":
    main()
