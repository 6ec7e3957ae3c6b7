"""A page's outline, read in a process of its own where its markup could take for ever.

Parsers of HTML take time beyond all measure for elements nested, or attributes written, in their
ten thousands: a page of 5 MB keeps one busy for an hour. What has few of both is read here and
now; the rest by a child, whose processor time is bounded and which knows no secret.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict
from typing import Any, Final

from resources.child_process import bare_environment, limit_memory, limit_processor
from resources.web.answers import PageError
from resources.web.outline import Outline, read_outline

MOST_TAGS: Final = 10_000
"""Beginnings of tags that are read at once; nested, they take a quarter of a second."""
_MOST_PARTS: Final = 10_000  # between two `<`: attributes of one tag are parted by these
_SECONDS: Final = 10
_MEMORY: Final = 4 * 1024**3
_TAG = re.compile(r"<[a-zA-Z]")
_BETWEEN_ATTRIBUTES = re.compile(r"[\s/]+")


def is_simple(html: str) -> bool:
    """Whether markup can be parsed in little time, whatever it is."""
    if sum(1 for _ in _TAG.finditer(html)) > MOST_TAGS:
        return False
    long = (piece for piece in html.split("<") if len(piece) > _MOST_PARTS)
    return all(sum(1 for _ in _BETWEEN_ATTRIBUTES.finditer(one)) <= _MOST_PARTS for one in long)


def read_outline_safely(html: str, url: str, *, seconds: int = _SECONDS) -> Outline:
    """Take a page's outline as `read_outline` does, in bounded time.

    Args:
        html: decoded markup.
        url: the address it came from.
        seconds: of processor that its parsing may take.

    Raises:
        PageError: it takes longer, or more memory than there is for it.
    """
    if is_simple(html):
        return read_outline(html, url)
    asked = json.dumps({"html": html, "url": url, "seconds": seconds}).encode()
    done = subprocess.run(
        [sys.executable, "-m", "resources.web.outline_apart"],
        input=asked,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=bare_environment(),
        check=False,
    )
    if done.returncode:
        raise PageError(f"its markup is so deep or wide that {seconds} s did not do to read it")
    told: dict[str, Any] = json.loads(done.stdout)
    headings = tuple((int(level), str(text)) for level, text in told.pop("headings"))
    return Outline(**told | {"headings": headings, "links": tuple(told["links"])})


def _answer() -> None:
    limit_memory(_MEMORY)
    asked = json.load(sys.stdin.buffer)
    limit_processor(asked["seconds"])
    json.dump(asdict(read_outline(asked["html"], asked["url"])), sys.stdout)


if __name__ == "__main__":
    _answer()
