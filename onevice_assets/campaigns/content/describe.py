"""A file in words from what was measured of it: the embedded default, which looks at nothing.

Light, colours, size and length can be measured; tone, aesthetic, composition and what appears
cannot, and are left out. The text says so, and is shorter than a model's 150 to 200 words: it is
not filled up with what nobody knows.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from onevice_assets.campaigns.content.profile import MEASURED, Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onevice_assets.campaigns.content.measuring.measured import Measured

VERSION: Final = "1"
_HUES: Final = (
    (15, "red"), (45, "orange"), (70, "yellow"), (165, "green"), (195, "turquoise"), (255, "blue"),
    (290, "violet"), (330, "pink"), (361, "red"),
)  # fmt: skip


def describe_measured(measured: Measured, filename: str) -> Profile:
    """The profile of a file that was measured and not looked at.

    Args:
        measured: figures of it.
        filename: as it came; its words are part of the text, named as such.
    """
    return Profile(
        profiled_by=MEASURED,
        version=VERSION,
        description=" ".join(_tell(measured, filename)),
        color_palettes=measured.palettes,
    )


def _tell(measured: Measured, filename: str) -> Sequence[str]:
    colors = ", ".join(
        f"{name_color(name)} ({name}, {share:.0%})" for name, share in measured.colors[:3]
    )
    palettes = ", ".join(measured.palettes) or "no palette that has a name"
    words = " ".join(PurePosixPath(filename).stem.replace("_", " ").replace("-", " ").split())
    return (
        f"{_tell_kind(measured)}.",
        f"{_tell_level(measured.brightness, 'dark', 'of middling brightness', 'bright')}, "
        f"{_tell_level(measured.contrast, 'low', 'middling', 'high').lower()} contrast, "
        f"{_tell_level(measured.saturation, 'faint', 'moderate', 'full').lower()} colours.",
        f"Dominant colours: {colors}. Palette: {palettes}.",
        f"The file is called: {words}.",
        "Measured from its pixels; nobody looked at it, so what it shows is not known.",
    )


def _tell_kind(measured: Measured) -> str:
    shape = "square" if measured.width == measured.height else "landscape"
    shape = "portrait" if measured.height > measured.width else shape
    size = f"{measured.width} × {measured.height} pixels, {shape}"
    if measured.duration_seconds is None:
        kind = "video" if measured.sort == "Video" else "still picture"
        return f"A {kind} ({measured.format}), {size}"
    kind = "video" if measured.sort == "Video" else "animation"
    length = f"{measured.duration_seconds:g} seconds"
    return f"{'A' if kind == 'video' else 'An'} {kind} ({measured.format}) of {length}, {size}"


def _tell_level(value: float, low: str, middle: str, high: str) -> str:
    told = low if value < 1 / 3 else high if value > 2 / 3 else middle
    return told.capitalize()


def name_color(code: str) -> str:
    """A plain word for a colour written as #rrggbb: by lightness where it is grey, else by hue."""
    import colorsys

    parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    hue, lightness, saturation = colorsys.rgb_to_hls(*parts)
    if lightness < 0.12:
        return "black"
    if lightness > 0.93:
        return "white"
    if saturation < 0.12:
        return "grey"
    name = next(word for end, word in _HUES if hue * 360 < end)
    if name == "orange" and lightness < 0.42:
        return "brown"
    if name == "red" and lightness > 0.75:
        name = "pink"
    light = "dark " if lightness < 0.3 else "light " if lightness > 0.75 else ""
    return f"{light}{name}"
