"""Stills and animations, by Pillow: pixels are unpacked only if the head says they are few."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from onevice_assets.campaigns.content.measuring.measured import (
    Limits,
    Measured,
    MeasureError,
    Reason,
)
from onevice_assets.campaigns.content.measuring.pixels import measure_pictures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL.Image import Image

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP")
_LOOKED_AT: Final = 4  # frames of an animation
_PREVIEW_SIDE: Final = 1024  # pixels of what a model is shown
_DRAFT_SIDE: Final = 2048  # a JPEG is unpacked at a fraction of its size, down to this


def measure_image(path: Path, limits: Limits) -> tuple[Measured, list[Image]] | None:
    """Measure a picture; none where it is none that Pillow knows.

    Args:
        path: where its bytes are.
        limits: how large it may be.

    Returns:
        The figures, and small RGB pictures for a model to look at.

    Raises:
        MeasureError: it is a picture and cannot be measured.
    """
    from PIL import Image as images
    from PIL import UnidentifiedImageError

    images.init()  # else it knows the most usual formats only
    images.MAX_IMAGE_PIXELS = None  # ours is checked before anything is unpacked
    with _telling_what_broke(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = images.open(path, formats=FORMATS)
        except UnidentifiedImageError:
            return None
        with opened as picture:
            _refuse_large(picture, limits)
            return _measure(picture, limits)


@contextmanager
def _telling_what_broke() -> Iterator[None]:
    """Pillow says that a file is broken in many ways."""
    try:
        yield
    except (OSError, SyntaxError, ValueError, EOFError, LookupError, ArithmeticError) as error:
        raise MeasureError(
            Reason.BROKEN, f"Its pixels cannot be unpacked ({type(error).__name__})."
        ) from error


def _refuse_large(picture: Image, limits: Limits) -> None:
    pixels = picture.width * picture.height
    if pixels > limits.most_pixels:
        raise MeasureError(
            Reason.TOO_MANY_PIXELS,
            f"It says that it has {picture.width:,} × {picture.height:,} pixels; "
            f"{limits.most_pixels:,} are unpacked at most. Nothing of it was.",
        )


def _measure(picture: Image, limits: Limits) -> tuple[Measured, list[Image]]:
    kind = (picture.format or "").lower()
    notes = [f"colours are {picture.mode}, turned to RGB"] if picture.mode == "CMYK" else []
    frames = _count_frames(picture, limits, notes)
    # asking an animated PNG for its EXIF would read past its first frame
    turned = 1 if frames > 1 else picture.getexif().get(0x0112, 1)
    if turned not in (0, 1):
        notes.append(f"turned as its EXIF says (orientation {turned})")
    width, height = (picture.height, picture.width) if turned in (5, 6, 7, 8) else picture.size
    shown, seconds = _walk(picture, frames) if frames > 1 else ([_show_still(picture)], None)
    light = measure_pictures(shown)
    measured = Measured(
        sort="Image",
        format="jpeg" if kind == "mpo" else kind,
        width=width,
        height=height,
        duration_seconds=seconds,
        notes=tuple(notes),
        pictures=len(shown),
        **vars(light),
    )
    return measured, shown


def _count_frames(picture: Image, limits: Limits, notes: list[str]) -> int:
    """Frames of an animation; 1 of a still, of a TIFF with pages and of a camera's double JPEG."""
    if picture.format not in ("GIF", "WEBP", "PNG", "AVIF"):
        return 1
    count = int(getattr(picture, "n_frames", 1))
    if count > limits.most_frames:
        notes.append(f"{count:,} frames, of which {limits.most_frames:,} were counted")
        return limits.most_frames
    if count > 1:
        notes.append(f"an animation of {count:,} frames")
    return count


def _show_still(picture: Image) -> Image:
    if picture.format == "JPEG":
        picture.draft("RGB", (_DRAFT_SIDE, _DRAFT_SIDE))
    return _to_rgb(picture)


def _walk(picture: Image, frames: int) -> tuple[list[Image], float | None]:
    """Some frames at equal distances, and the seconds of all; none where it does not say.

    Once from the first to the last: not every format can be gone back in.
    """
    wanted = min(frames, _LOOKED_AT)
    places = {place * frames // wanted for place in range(wanted)}
    found, milliseconds = [], 0.0
    for place in range(frames):
        picture.seek(place)
        picture.load()  # a WebP tells how long a frame stands once it is unpacked
        milliseconds += float(picture.info.get("duration") or 0)
        if place in places:
            found.append(_to_rgb(picture))
    return found, round(milliseconds / 1000, 3) or None


def _to_rgb(picture: Image) -> Image:
    """A small RGB copy as it is shown: turned by its EXIF, on white where it is transparent."""
    from PIL import Image as images
    from PIL import ImageOps

    small = picture.copy()
    if small.mode == "P":  # shrinking would mix palette entries
        small = small.convert("RGBA")
    if small.mode.startswith("I") or small.mode == "F":
        small = ImageOps.autocontrast(small.point(lambda one: one / 256).convert("L"))
    small.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
    small = ImageOps.exif_transpose(small)
    if small.mode in ("RGBA", "LA", "PA"):
        ground = images.new("RGBA", small.size, "white")
        small = images.alpha_composite(ground, small.convert("RGBA"))
    return small.convert("RGB")
