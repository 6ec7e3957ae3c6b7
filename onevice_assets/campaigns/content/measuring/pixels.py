"""Light and colours of a picture, and which of the seed's palettes they are.

The palettes are rules over shares of pixels, written down here and nowhere proven against people's
judgement: they say what colours there are, not how a picture feels. Hue is that of HSV in degrees.

    monochrome    less than a tenth of the picture has a colour (saturation and value above 0.15)
    warm-tones    three fifths of what is coloured is red to yellow (330° to 75°)
    cool-tones    three fifths of what is coloured is green to violet (75° to 330°)
    earth-tones   a third of the picture is dull orange to brown (15° to 55°, value up to 0.75)
    pastel        half of the picture is light and faint (value from 0.8, saturation 0.08 to 0.4)
    vibrant       a third of the picture is bright and full (saturation and value from 0.6)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

SIDE: Final = 160
"""Pixels of the longer side of what is looked at: colours need no more."""
_COLORS: Final = 5
_COLORED: Final = 0.15


@dataclass(frozen=True)
class Light:
    """Light and colours; see `Measured`."""

    brightness: float
    contrast: float
    saturation: float
    colors: tuple[tuple[str, float], ...]
    palettes: tuple[str, ...]


def measure_pictures(pictures: Sequence[Image]) -> Light:
    """Light and colours over one or several RGB pictures, each counting alike.

    Args:
        pictures: at least one, in mode RGB, of any size.
    """
    import numpy as np

    small = [_shrink(one) for one in pictures]
    rgb = np.concatenate([np.asarray(one, np.float64).reshape(-1, 3) for one in small]) / 255
    weights = np.concatenate(
        [np.full(one.width * one.height, 1 / (one.width * one.height)) for one in small]
    ) / len(small)
    luma = rgb @ np.array([0.2126, 0.7152, 0.0722])
    mean = float(weights @ luma)
    spread = float(np.sqrt(max(weights @ (luma - mean) ** 2, 0)))
    hue, saturation, value = _to_hsv(rgb)
    return Light(
        round(min(mean, 1.0), 4),
        round(min(2 * spread, 1.0), 4),
        round(min(float(weights @ saturation), 1.0), 4),
        _find_colors(small),
        _find_palettes(hue, saturation, value, weights),
    )


def _shrink(picture: Image) -> Image:
    small = picture.copy()
    small.thumbnail((SIDE, SIDE))
    return small


def _to_hsv(
    rgb: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    import numpy as np

    high, low = rgb.max(axis=1), rgb.min(axis=1)
    span = high - low
    safe = np.where(span == 0, 1, span)
    red, green, blue = rgb.T
    sector = np.select(
        [high == red, high == green],
        [((green - blue) / safe) % 6, (blue - red) / safe + 2],
        (red - green) / safe + 4,
    )
    hue = np.where(span == 0, 0, sector * 60)
    return hue, np.where(high == 0, 0, span / np.where(high == 0, 1, high)), high


def _find_palettes(
    hue: NDArray[np.float64],
    saturation: NDArray[np.float64],
    value: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> tuple[str, ...]:
    colored = (saturation > _COLORED) & (value > _COLORED)
    share = float(weights @ colored)
    if share < 0.1:
        return ("monochrome",)
    is_warm = (hue >= 330) | (hue < 75)
    warm = float(weights @ (colored & is_warm)) / share
    earth = colored & (hue >= 15) & (hue <= 55) & (value <= 0.75) & (saturation <= 0.85)
    pale = (value >= 0.8) & (saturation >= 0.08) & (saturation <= 0.4)
    full = (value >= 0.6) & (saturation >= 0.6)
    found = {
        "warm-tones": warm >= 0.6,
        "cool-tones": 1 - warm >= 0.6,
        "earth-tones": float(weights @ earth) >= 1 / 3,
        "pastel": float(weights @ pale) >= 0.5,
        "vibrant": float(weights @ full) >= 1 / 3,
    }
    return tuple(name for name, holds in found.items() if holds)


def _find_colors(pictures: Sequence[Image]) -> tuple[tuple[str, float], ...]:
    """The largest colours of all pictures side by side, by median cut."""
    from PIL import Image as images

    width = max(one.width for one in pictures)
    height = max(one.height for one in pictures)
    sheet = images.new("RGB", (width * len(pictures), height))
    for place, one in enumerate(pictures):  # each as large as the others, so each counts alike
        sheet.paste(one.resize((width, height)), (place * width, 0))
    cut = sheet.quantize(_COLORS, method=images.Quantize.MEDIANCUT)
    palette = cut.getpalette() or []
    counted = cut.getcolors() or []
    total = sum(count for count, _ in counted)
    found = [
        ("#" + "".join(f"{part:02x}" for part in palette[3 * at : 3 * at + 3]), count / total)
        for count, at in counted
        if isinstance(at, int)
    ]
    merged: dict[str, float] = {}
    for name, part in found:
        merged[name] = merged.get(name, 0.0) + part
    ordered = sorted(merged.items(), key=lambda one: (-one[1], one[0]))
    return tuple((name, round(part, 4)) for name, part in ordered)
