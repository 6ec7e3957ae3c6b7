"""What a server answered, and the ways in which one page can fail."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from resources.errors import WebsiteError

_HTML = ("text/html", "application/xhtml+xml")


class PageError(WebsiteError):
    """One page cannot be had; the crawl goes on without it.

    Attributes:
        status: HTTP status, where there was an answer.
        is_transient: whether asking again soon may help.
        retry_after_s: seconds the server asks to wait before that.
    """

    def __init__(
        self,
        reason: str,
        *,
        status: int | None = None,
        transient: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.status, self.is_transient = status, transient
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class Answer:
    """The last answer of a chain of redirects; `body` is decompressed, and empty if not wanted."""

    url: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def content_type(self) -> str:
        """Media type in lower case, without parameters; empty where none was sent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def retry_after_s(self) -> float | None:
        """Seconds of `Retry-After`; None where it is missing or a date."""
        text = self.headers.get("retry-after", "").strip()
        return float(text) if text.isascii() and text.isdigit() else None

    @property
    def is_html(self) -> bool:
        """Whether the body is a web page: by its type and, against liars, by its first bytes."""
        if self.content_type and self.content_type not in _HTML:
            return False
        head = self.body[:1024]
        is_binary = head.startswith((b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG")) or (
            b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
        )
        return not is_binary and (bool(self.content_type) or b"<" in head)


def may_be_html(headers: dict[str, str]) -> bool:
    """Whether headers leave it possible that the body is a web page."""
    return Answer("", 200, headers).content_type in ("", *_HTML)


async def read_body(chunks: AsyncIterator[bytes], encoding: str, limit: int) -> bytes:
    """Read and decompress a body, never holding more than the limit.

    Raises:
        PageError: when it is larger, broken, or compressed in a way nobody asked for.
    """
    decoder = _decoder(encoding)
    body = bytearray()
    async for chunk in chunks:
        room = limit + 1 - len(body)
        body += decoder.decompress(chunk, room) if decoder else chunk
        if len(body) > limit or (decoder and decoder.unconsumed_tail):
            raise PageError(f"larger than {limit / 1e6:g} MB; the rest was not read")
    if decoder and not decoder.eof and body:
        raise PageError("the compressed answer ends too early", transient=True)
    return bytes(body)


class _Inflater:
    """Inflates gzip, zlib and raw deflate, with zlib errors told as page errors."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._is_first = True

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def unconsumed_tail(self) -> bytes:
        return self._inflater.unconsumed_tail

    def decompress(self, chunk: bytes, room: int) -> bytes:
        first, self._is_first = self._is_first, False
        try:
            return self._inflater.decompress(chunk, room)
        except zlib.error as error:
            if not first:
                raise PageError(f"the compressed answer is broken ({error})") from error
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        return self.decompress(chunk, room)


def _decoder(encoding: str) -> _Inflater | None:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip", "deflate"):
        return _Inflater()
    raise PageError(f"compressed as {name!r}, which was not asked for")
