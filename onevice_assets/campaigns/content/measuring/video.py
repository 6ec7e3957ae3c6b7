"""Videos, by PyAV (FFmpeg in a wheel): how long, how large, and some frames at equal distances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from onevice_assets.campaigns.content.measuring.measured import (
    Limits,
    Measured,
    MeasureError,
    Reason,
)
from onevice_assets.campaigns.content.measuring.pixels import measure_pictures

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

_LOOKED_AT: Final = 4
_PREVIEW_SIDE: Final = 1024
_PACKET: Final = 188  # bytes of a transport stream's packet, each of which begins with a G
_MOST_PACKETS: Final = 2_000  # that are decoded to find one frame
# what FFmpeg may open: no playlists, which would have it read other files and addresses
FORMATS: Final = ("mp4", "matroska", "avi", "mpegts", "mpeg", "flv", "ogg", "asf")


def measure_video(path: Path, limits: Limits) -> tuple[Measured, list[Image]] | None:
    """Measure a video; none where FFmpeg does not know it as one. As `measure_image` otherwise.

    Raises:
        MeasureError: it is a video and cannot be measured, or PyAV is not installed.
    """
    try:
        import av
    except ImportError:
        raise MeasureError(Reason.NO_LIBRARY, "What reads videos is not installed.") from None
    if not (kind := sniff_video(path)):
        return None
    av.logging.set_level(None)
    try:
        with av.open(str(path), format=kind) as container:
            return _measure(container, kind, limits)
    except (av.error.FFmpegError, EOFError, ValueError, OverflowError) as error:
        raise MeasureError(
            Reason.BROKEN, f"Its frames cannot be unpacked ({type(error).__name__})."
        ) from error


def sniff_video(path: Path) -> str:
    """FFmpeg's name of a video's container by its first bytes; empty: none that is read here."""
    with path.open("rb") as file:
        head = file.read(_PACKET + 1)
    signs = {
        "matroska": head.startswith(b"\x1aE\xdf\xa3"),
        "avi": head.startswith(b"RIFF") and head[8:12] == b"AVI ",
        "flv": head.startswith(b"FLV"),
        "ogg": head.startswith(b"OggS"),
        "asf": head.startswith(b"0&\xb2u"),
        "mpegts": head[:1] == head[_PACKET:] == b"G",
        "mpeg": head.startswith((b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")),
        "mp4": head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free"),
    }
    return next((name for name, holds in signs.items() if holds), "")


def _measure(container: Any, kind: str, limits: Limits) -> tuple[Measured, list[Image]]:
    if not container.streams.video:
        raise MeasureError(Reason.NO_PICTURE, "It has no moving picture, maybe sound alone.")
    stream = container.streams.video[0]
    if stream.width * stream.height > limits.most_pixels:
        raise MeasureError(
            Reason.TOO_MANY_PIXELS,
            f"Its frames say that they have {stream.width:,} × {stream.height:,} pixels; "
            f"{limits.most_pixels:,} are unpacked at most.",
        )
    seconds = _find_duration(container, stream)
    frames = _pick_frames(container, stream, seconds)
    if not frames:
        raise MeasureError(Reason.BROKEN, "None of its frames can be unpacked.")
    turn = int(getattr(frames[0], "rotation", 0) or 0) % 360
    shown = [_to_picture(one, turn) for one in frames]
    width, height = frames[0].width, frames[0].height
    if turn in (90, 270):
        width, height = height, width
    notes = [f"turned by {turn}° as it says"] if turn else []
    notes.append("with sound" if container.streams.audio else "without sound")
    if seconds is None:
        notes.append("does not say how long it is")
    light = measure_pictures(shown)
    measured = Measured(
        sort="Video",
        format={"matroska": "webm" if _is_webm(container) else "mkv"}.get(kind, kind),
        width=width,
        height=height,
        duration_seconds=seconds,
        notes=tuple(notes),
        pictures=len(shown),
        **vars(light),
    )
    return measured, shown


def _is_webm(container: Any) -> bool:
    codecs = {stream.codec_context.name for stream in container.streams.video}
    return bool(codecs & {"vp8", "vp9", "av1", "libdav1d", "libvpx", "libvpx-vp9"})


def _find_duration(container: Any, stream: Any) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return round(float(stream.duration * stream.time_base), 3)
    return round(container.duration / 1_000_000, 3) if container.duration else None


def _pick_frames(container: Any, stream: Any, seconds: float | None) -> list[Any]:
    """Frames at equal distances from the beginning on; the first ones where it cannot be sought."""
    import av

    found = []
    for place in range(_LOOKED_AT if seconds else 1):
        try:
            if place and seconds:
                moment = int(seconds * place / _LOOKED_AT * 1_000_000)
                container.seek(moment, backward=True)
            frame = _next_frame(container, stream)
        except (av.error.FFmpegError, EOFError):
            if place:  # what came before is enough: its end is missing
                break
            raise
        if frame is not None:
            found.append(frame)
    return found


def _next_frame(container: Any, stream: Any) -> Any:
    for count, packet in enumerate(container.demux(stream)):
        for frame in packet.decode():
            return frame
        if count > _MOST_PACKETS:
            break
    return None


def _to_picture(frame: Any, turn: int) -> Image:
    picture: Image = frame.to_image()
    picture.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
    return picture.rotate(turn, expand=True) if turn else picture
