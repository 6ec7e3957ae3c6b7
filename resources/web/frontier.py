"""Which page is next: breadth first, sorted within a level, up to a cap. No network, no clock.

However many requests run at once, the same website gives the same pages: a level begins when the
one before is finished, and within a level the order is fixed. Shallow paths come before deep ones
and plain addresses before such with a query, so that what tells most about a company comes first.
Pages known only from a sitemap come last and count as one click from the start.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from resources.web.addresses import normalize

_VARIANTS = 10  # addresses of one path that differ only in their query: calendars, facets


@dataclass(frozen=True)
class Target:
    """A page to fetch: its identity, the address to ask, and the clicks from the start."""

    key: str
    address: str
    depth: int


@dataclass
class Frontier:
    """The queue of one crawl.

    Attributes:
        cap: most pages the crawl may give.
        max_depth: links of pages at this depth are not followed.
    """

    cap: int
    max_depth: int
    _levels: dict[int, dict[str, str]] = field(default_factory=dict)
    _sitemap: dict[str, str] = field(default_factory=dict)
    _level: int = -1
    _queue: deque[Target] = field(default_factory=deque)
    _seen: set[str] = field(default_factory=set)
    _running: set[str] = field(default_factory=set)
    _variants: Counter[str] = field(default_factory=Counter)
    _pages: int = 0
    _requests: int = 0

    def offer(self, links: Iterable[str], depth: int) -> None:
        """Add links found on a page, to be fetched at this depth if nothing came before."""
        if depth <= self.max_depth:
            _keep_smallest(self._levels.setdefault(depth, {}), links)

    def offer_sitemap(self, links: Iterable[str]) -> None:
        """Add addresses of a sitemap, for when all links are followed."""
        if self.max_depth > 0:
            _keep_smallest(self._sitemap, links)

    def take(self) -> Target | None:
        """The next page, or None: nothing to do, or not before running ones are settled."""
        if not self._has_room():
            return None
        while not self._queue and not self._running and self._open_next_level():
            pass
        if not self._queue:
            return None
        target = self._queue.popleft()
        self._running.add(target.key)
        self._requests += 1
        return target

    def settle(self, key: str, *, is_page: bool) -> None:
        """Note what became of a page taken; what is no page leaves room for another."""
        self._running.discard(key)
        self._pages += is_page

    def claim(self, key: str) -> bool:
        """Take the address a redirect ended at; False where that page is already known."""
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new

    @property
    def is_waiting(self) -> bool:
        """Whether nothing may be taken right now."""
        return not self._has_room() or not (
            self._queue or (not self._running and self._has_more_levels())
        )

    @property
    def is_finished(self) -> bool:
        """Whether nothing runs and nothing will."""
        return not self._running and self.is_waiting

    def _has_room(self) -> bool:
        enough_requests = self._requests >= 2 * self.cap + 50  # a site of downloads ends too
        return self._pages + len(self._running) < self.cap and not enough_requests

    def _has_more_levels(self) -> bool:
        waiting = [self._sitemap, *(v for k, v in self._levels.items() if k > self._level)]
        return any(key not in self._seen for found in waiting for key in found)

    def _open_next_level(self) -> bool:
        """Fill the queue from the next level, or at last from the sitemap."""
        ahead = [depth for depth in self._levels if depth > self._level]
        if ahead:
            self._level = min(ahead)
            found, depth = self._levels[self._level], self._level
        elif self._sitemap:
            found, depth, self._sitemap = self._sitemap, 1, {}
        else:
            return False
        for key, address in sorted(found.items(), key=_rank):
            if key not in self._seen and self._is_welcome(address):
                self._seen.add(key)
                self._queue.append(Target(key, address, depth))
        return True

    def _is_welcome(self, address: str) -> bool:
        path, separator, _ = address.partition("?")
        self._variants[path] += bool(separator)
        return not separator or self._variants[path] <= _VARIANTS


def _keep_smallest(found: dict[str, str], links: Iterable[str]) -> None:
    """Of several spellings of one page keep the first in the alphabet: order must not matter."""
    for link in links:
        key = normalize(link)
        found[key] = min(link, found.get(key, link))


def _rank(item: tuple[str, str]) -> tuple[bool, int, str]:
    parts = urlsplit(item[0])
    return bool(parts.query), parts.path.rstrip("/").count("/"), item[0]
