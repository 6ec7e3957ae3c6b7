"""What measuring a file gives: figures and small pictures, or one reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

Sort = Literal["Video", "Image"]


class Reason(StrEnum):
    """Why a file was not measured."""

    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    NO_PICTURE = "no_picture"
    NO_LIBRARY = "no_library"
    OUT_OF_MEMORY = "out_of_memory"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    GONE = "gone"


HINTS: Final[Mapping[Reason, str]] = {
    Reason.EMPTY: "Put the file there again: it has no bytes.",
    Reason.UNSUPPORTED: "Save it as JPEG, PNG, GIF, WebP, AVIF, TIFF or BMP, or as a video.",
    Reason.BROKEN: "Export it again: what is there ends too early or is no picture.",
    Reason.TOO_LARGE: "Export it smaller.",
    Reason.TOO_MANY_PIXELS: "Export it with fewer pixels.",
    Reason.NO_PICTURE: "Give a file with a picture: this one has none that lasts.",
    Reason.NO_LIBRARY: "Install what reads videos: pip install 'onevice-assets[campaigns]'.",
    Reason.OUT_OF_MEMORY: "Export it smaller.",
    Reason.TIMED_OUT: "Export it shorter or smaller.",
    Reason.CRASHED: "Export it again in another format.",
    Reason.GONE: "Put it there again.",
}


@dataclass(frozen=True)
class Limits:
    """How much one file may take.

    Attributes:
        most_bytes: size of a file.
        most_pixels: width × height, by the file's own head: nothing larger is ever unpacked.
        most_frames: of an animation, that are counted.
        memory_bytes: address space of the child.
        seconds: for one file.
    """

    most_bytes: int = 4 * 1024**3
    most_pixels: int = 100_000_000
    most_frames: int = 10_000
    memory_bytes: int = 4 * 1024**3
    seconds: float = 120.0


LIMITS: Final = Limits()


@dataclass(frozen=True)
class Measured:
    """Figures of one file.

    Attributes:
        sort: video or image; an animation without sound is an image with a duration.
        format: by content: jpeg, png, mp4, …
        width, height: pixels as it is shown, turned as the file says.
        duration_seconds: none of a still.
        brightness, contrast, saturation: 0 to 1, means over the looked-at pictures.
        colors: dominant ones with their share, `[["#a0b0c0", 0.4], …]`, the largest first.
        palettes: the seed's colour palettes that hold of it; may be none.
        notes: what is odd about it.
        pictures: how many small JPEG pictures were written for a model to look at.
    """

    sort: Sort
    format: str
    width: int
    height: int
    duration_seconds: float | None
    brightness: float
    contrast: float
    saturation: float
    colors: tuple[tuple[str, float], ...]
    palettes: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())
    pictures: int = 1


class MeasureError(Exception):
    """A file that cannot be measured; known to this package alone."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail
