"""Made-up pictures and videos, good and bad, as files."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from PIL import Image


def still(path: Path, color: tuple[int, ...] = (200, 120, 40), mode: str = "RGB") -> Path:
    Image.new(mode, (80, 60), color).save(path)
    return path


def turned(path: Path, orientation: int) -> Path:
    """A wide picture, red on its left, that says it is to be turned."""
    picture = Image.new("RGB", (80, 40), (255, 255, 255))
    picture.paste((255, 0, 0), (0, 0, 40, 40))
    told = Image.Exif()
    told[0x0112] = orientation
    picture.save(path, exif=told)
    return path


def animation(path: Path, frames: int = 10, milliseconds: int = 100) -> Path:
    made = [Image.new("RGB", (50, 50), (n * 20, 0, 255 - n * 20)) for n in range(frames)]
    made[0].save(path, save_all=True, append_images=made[1:], duration=milliseconds)
    return path


def bomb(path: Path, side: int = 60_000) -> Path:
    """A PNG of some hundred bytes whose head says that it has billions of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    return path


def video(path: Path, seconds: float = 2.0, size: tuple[int, int] = (160, 120)) -> Path:
    """Green frames; needs PyAV."""
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        for _ in range(int(seconds * 10)):
            frame = av.VideoFrame.from_image(Image.new("RGB", size, (20, 200, 60)))
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path
