"""What is measured of a file, and what is said of one that cannot be: bad input first."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from onevice_assets.campaigns.content.describe import describe_measured, name_color
from onevice_assets.campaigns.content.measuring.child import measure
from onevice_assets.campaigns.content.measuring.measured import (
    HINTS,
    LIMITS,
    Limits,
    Measured,
    MeasureError,
    Reason,
)
from onevice_assets.campaigns.content.measuring.reader import Reader
from onevice_assets.campaigns.model.shared import COLOR_PALETTES
from tests.onevice_assets.campaigns.content.pictures import (
    animation,
    bomb,
    still,
    turned,
    video,
)

HAS_AV = importlib.util.find_spec("av") is not None
needs_av = pytest.mark.skipif(not HAS_AV, reason="PyAV is not installed")


def look(path: Path, folder: Path, limits: Limits = LIMITS) -> Measured:
    shown = folder / "shown"
    shown.mkdir(exist_ok=True)
    return measure(path, shown, limits)


def cut(make: Callable[[Path], Path], share: float) -> Callable[[Path], Path]:
    def made(path: Path) -> Path:
        data = make(path).read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        return path

    return made


def written(data: bytes) -> Callable[[Path], Path]:
    def made(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return made


BAD = {
    "zero bytes": ("hero.png", written(b""), Reason.EMPTY),
    "a text called a picture": ("hero.jpg", written(b"no picture here"), Reason.UNSUPPORTED),
    "a text that begins as a stream does": (
        "hero.ts",
        written(b"Green leaves. " * 50),
        Reason.UNSUPPORTED,
    ),
    "an SVG": ("hero.svg", written(b"<svg version='1.1'></svg>"), Reason.UNSUPPORTED),
    "a playlist that names a file": (
        "hero.m3u8",
        written(b"#EXTM3U\n#EXTINF:1\nfile:///etc/passwd\n"),
        Reason.UNSUPPORTED,
    ),
    "a picture cut off": ("hero.jpg", cut(still, 0.7), Reason.BROKEN),
    "a head alone": ("hero.gif", written(b"GIF89a"), Reason.UNSUPPORTED),
    "a bomb": ("hero.png", bomb, Reason.TOO_MANY_PIXELS),
    "gone": ("hero.png", lambda path: path, Reason.GONE),
}  # fmt: skip


@pytest.mark.parametrize(("name", "make", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_told_in_one_word_with_what_to_do(
    tmp_path: Path, name: str, make: Callable[[Path], Path], reason: Reason
) -> None:
    if reason is Reason.UNSUPPORTED and not HAS_AV:
        reason = Reason.NO_LIBRARY  # it might be a video
    with pytest.raises(MeasureError) as told:
        look(make(tmp_path / name), tmp_path)
    assert told.value.reason is reason
    assert told.value.detail.endswith(".")
    assert HINTS[reason].endswith(".")


def test_a_bomb_is_refused_by_its_head_before_anything_is_unpacked(tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.png")
    assert path.stat().st_size < 1000
    started = time.process_time()
    with pytest.raises(MeasureError, match=r"60,000 × 60,000 pixels"):
        look(path, tmp_path)
    assert time.process_time() - started < 2


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(MeasureError) as told:
        look(still(tmp_path / "a.png"), tmp_path, Limits(most_bytes=10))
    assert told.value.reason is Reason.TOO_LARGE


def test_a_still_picture_is_measured(tmp_path: Path) -> None:
    found = look(still(tmp_path / "a.png"), tmp_path)
    assert (found.sort, found.format, found.width, found.height) == ("Image", "png", 80, 60)
    assert found.duration_seconds is None
    assert found.brightness == pytest.approx(
        (0.2126 * 200 + 0.7152 * 120 + 0.0722 * 40) / 255, abs=1e-3
    )
    assert found.contrast == pytest.approx(0, abs=1e-6)
    assert found.saturation == pytest.approx(0.8, abs=1e-3)
    assert found.colors == (("#c87828", 1.0),)
    assert (tmp_path / "shown/0.jpg").exists()


def test_cmyk_is_turned_to_rgb_and_said(tmp_path: Path) -> None:
    found = look(still(tmp_path / "a.jpg", (0, 200, 200, 0), "CMYK"), tmp_path)
    assert name_color(found.colors[0][0]) == "red"
    assert "colours are CMYK, turned to RGB" in found.notes


@pytest.mark.parametrize(
    ("orientation", "red"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")]
)
def test_a_picture_is_turned_as_its_exif_says(tmp_path: Path, orientation: int, red: str) -> None:
    found = look(turned(tmp_path / "a.jpg", orientation), tmp_path)
    size = (80, 40) if orientation in (1, 3) else (40, 80)
    assert (found.width, found.height) == size
    shown = Image.open(tmp_path / "shown/0.jpg").convert("RGB")
    middle = (shown.width // 2, shown.height // 2)
    corner = {
        "left": (5, middle[1]),
        "right": (shown.width - 5, middle[1]),
        "top": (middle[0], 5),
        "bottom": (middle[0], shown.height - 5),
    }[red]
    pixel = shown.getpixel(corner)
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert pixel[1] < 60


@pytest.mark.parametrize("ending", ["gif", "webp", "png"])
def test_an_animation_has_a_length_and_some_frames_are_shown(tmp_path: Path, ending: str) -> None:
    found = look(animation(tmp_path / f"a.{ending}"), tmp_path)
    assert found.sort == "Image"
    assert found.duration_seconds == pytest.approx(1.0, abs=0.01)
    assert found.pictures == 4
    assert "an animation of 10 frames" in found.notes


def test_a_transparent_picture_stands_on_white(tmp_path: Path) -> None:
    found = look(still(tmp_path / "a.png", (0, 0, 255, 0), "RGBA"), tmp_path)
    assert found.colors == (("#ffffff", 1.0),)
    assert found.palettes == ("monochrome",)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "I", "F", "RGBA", "RGB"])
def test_every_way_to_hold_pixels_is_measured(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("a.tiff" if mode in ("I", "F") else "a.png")
    Image.new(mode, (20, 30)).save(path)
    found = look(path, tmp_path)
    assert (found.width, found.height) == (20, 30)


COLORS = {
    (128, 128, 128): {"monochrome"},
    (230, 90, 30): {"warm-tones", "vibrant"},
    (30, 90, 230): {"cool-tones", "vibrant"},
    (140, 95, 60): {"warm-tones", "earth-tones"},
    (250, 210, 220): {"warm-tones", "pastel"},
    (205, 225, 250): {"cool-tones", "pastel"},
}


@pytest.mark.parametrize(("color", "palettes"), COLORS.items())
def test_palettes_follow_from_colours(
    tmp_path: Path, color: tuple[int, int, int], palettes: set[str]
) -> None:
    found = look(still(tmp_path / "a.png", color), tmp_path)
    assert set(found.palettes) == palettes
    assert palettes <= set(COLOR_PALETTES)


def test_the_same_file_is_measured_alike_again(tmp_path: Path) -> None:
    path = animation(tmp_path / "a.webp")
    assert look(path, tmp_path) == look(path, tmp_path)


@needs_av
def test_a_video_is_measured(tmp_path: Path) -> None:
    found = look(video(tmp_path / "a.mp4"), tmp_path)
    assert (found.sort, found.format, found.width, found.height) == ("Video", "mp4", 160, 120)
    assert found.duration_seconds == pytest.approx(2.0, abs=0.11)
    assert found.pictures == 4
    assert "cool-tones" in found.palettes
    assert "without sound" in found.notes


@needs_av
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_video_cut_off_is_broken(tmp_path: Path, share: float) -> None:
    path = cut(video, share)(tmp_path / "a.mp4")
    with pytest.raises(MeasureError) as told:
        look(path, tmp_path)
    assert told.value.reason is Reason.BROKEN


@pytest.mark.skipif(HAS_AV, reason="PyAV is installed")
def test_without_what_reads_videos_a_video_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(MeasureError, match="not installed") as told:
        look(written(b"\0\0\0\x20ftypisom" + b"\0" * 100)(tmp_path / "a.mp4"), tmp_path)
    assert "pip install" in HINTS[told.value.reason]


def test_the_parent_outlives_a_child_that_crashes_hangs_or_lies(tmp_path: Path) -> None:
    def say(code: str, seconds: float = 60) -> Reader:
        return Reader(Limits(seconds=seconds), (sys.executable, "-c", code))

    path = still(tmp_path / "a.png")
    kill = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    assert say(kill).read(path, tmp_path).reason is Reason.CRASHED
    assert say("raise SystemExit(3)").read(path, tmp_path).reason is Reason.CRASHED
    assert say("print('no json')").read(path, tmp_path).reason is Reason.CRASHED
    assert say("import time; time.sleep(60)", 0.5).read(path, tmp_path).reason is Reason.TIMED_OUT


def test_the_child_says_what_measuring_says_and_knows_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    path = still(tmp_path / "a.png")
    assert Reader().read(path, tmp_path).measured == look(path, tmp_path)
    spy = "import os, json; print(json.dumps(dict(reason='broken', detail=str([*os.environ]))))"
    told = Reader(command=(sys.executable, "-c", spy)).read(path, tmp_path)
    assert "OPENAI_API_KEY" not in told.detail
    assert "PYTHONPATH" in told.detail


def test_what_is_measured_says_that_nobody_looked(tmp_path: Path) -> None:
    found = describe_measured(look(animation(tmp_path / "a.gif"), tmp_path), "spring_sale-hero.gif")
    assert found.profiled_by == "measured"
    assert "nobody looked at it" in found.description
    assert "spring sale hero" in found.description
    assert "An animation (gif) of 1 seconds, 50 × 50 pixels, square" in found.description
    assert found.tones == found.aesthetics == found.narrative_elements == found.compositions == ()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("#000000", "black"),
        ("#ffffff", "white"),
        ("#808080", "grey"),
        ("#8b4513", "brown"),
        ("#ff0000", "red"),
        ("#0000ff", "blue"),
        ("#ffb6c1", "light pink"),
    ],
)
def test_a_colour_has_a_plain_name(code: str, name: str) -> None:
    assert name_color(code) == name
