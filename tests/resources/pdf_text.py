"""Reads of a PDF what tests need: its pages, their size, and the characters its fonts draw."""

from __future__ import annotations

import re
import zlib

_STREAM = re.compile(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_MAP = re.compile(rb"begin(bfchar|bfrange)(.*?)end", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")


def count_pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def page_sizes(pdf: bytes) -> set[tuple[int, int]]:
    """Width and height of the pages, whole points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return {(round(float(width)), round(float(height))) for width, height in boxes}


def drawn_characters(pdf: bytes) -> set[str]:
    """Every character that the page draws, by the fonts' ToUnicode maps."""
    found: set[str] = set()
    for stream in _streams(pdf):
        for kind, body in _MAP.findall(stream):
            for line in body.splitlines():
                found |= _characters(kind, _HEX.findall(line))
    return found


def _characters(kind: bytes, numbers: list[bytes]) -> set[str]:
    if kind == b"bfchar" and len(numbers) == 2:
        return set(_text(numbers[1]))
    if kind == b"bfrange" and len(numbers) == 3:
        first, last = int(numbers[0], 16), int(numbers[1], 16)
        start = ord(_text(numbers[2])[0])
        return {chr(start + step) for step in range(last - first + 1)}
    if kind == b"bfrange":
        return {one for number in numbers[2:] for one in _text(number)}
    return set()


def _text(number: bytes) -> str:
    return bytes.fromhex(number.decode()).decode("utf-16-be", "replace")


def drawn_colours(pdf: bytes) -> set[tuple[float, ...]]:
    """Every colour that something is filled with, red, green and blue from 0 to 1."""
    found = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) rg", b"\n".join(_streams(pdf)))
    return {tuple(map(float, colour)) for colour in found}


def _streams(pdf: bytes) -> list[bytes]:
    return [zlib.decompress(packed) for packed in _STREAM.findall(pdf)]
