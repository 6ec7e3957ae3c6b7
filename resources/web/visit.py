"""What becomes of an answer: a page, a failed page, or no page at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from resources.web.addresses import normalize
from resources.web.answers import Answer, PageError
from resources.web.guard import ForbiddenAddressError
from resources.web.outline import Outline, decode
from resources.web.outline_apart import read_outline_safely
from resources.web.pages import CrawledPage, KnownPage

if TYPE_CHECKING:
    from collections import Counter

    from resources.progress import Task
    from resources.web.frontier import Frontier, Target
    from resources.web.site import Site

_OK = range(200, 300)
_NOT_MODIFIED = 304
_TRANSIENT = (408, 425, 429, 500, 502, 503, 504)


@dataclass
class Visits:
    """Sorts answers into pages and feeds their links to the frontier."""

    site: Site
    frontier: Frontier
    known: Mapping[str, KnownPage]
    left_out: Counter[str]
    task: Task | None = None
    pages: dict[str, CrawledPage] = field(default_factory=dict)
    _stored: dict[str, bytes] = field(default_factory=dict)

    def validators(self, key: str) -> dict[str, str]:
        """Request headers that let the server say "not modified"; none without a stored copy."""
        known = self.known.get(key)
        if known is None or not (known.etag or known.last_modified):
            return {}
        body = known.read_body()
        if body is None:
            return {}
        self._stored[key] = body
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: value for name, value in headers.items() if value}

    def answered(self, target: Target, answer: Answer) -> None:
        """Take an answer in.

        Raises:
            PageError: for a status that asking again may cure.
        """
        stored = self._stored.get(target.key)
        is_unchanged = answer.status == _NOT_MODIFIED and stored is not None
        if not is_unchanged and answer.status not in _OK:
            raise PageError(
                f"the server answers {answer.status}",
                status=answer.status,
                transient=answer.status in _TRANSIENT,
                retry_after_s=answer.retry_after_s,
            )
        self._stored.pop(target.key, None)
        key = normalize(answer.url)
        if key != target.key and not self.frontier.claim(key):
            self._leave_out(target, "redirects to a page already known")
        elif stored is not None and is_unchanged:
            self._keep(_unchanged(target, answer, stored), target)
        elif not answer.is_html:
            self._leave_out(target, "not HTML")
        else:
            self._keep(_fetched(target, key, answer), target)

    def failed(self, target: Target, error: Exception) -> None:
        """Take a page in that could not be had."""
        if isinstance(error, ForbiddenAddressError):
            self._leave_out(target, "outside what this crawl may connect to")
            return
        status = error.status if isinstance(error, PageError) else None
        known = self.known.get(target.key) if target.depth else None
        outline = _stored_outline(known, target.address) if known else None
        page = CrawledPage(
            target.key, target.depth, "failed", status, _tell(error), outline=outline
        )
        self._keep(page, target)

    def forbidden(self, target: Target) -> None:
        """Leave a page out that robots.txt forbids."""
        self._leave_out(target, "forbidden by robots.txt")

    def _keep(self, page: CrawledPage, target: Target) -> None:
        self.pages[page.url] = page
        if page.outline:
            links = [*page.outline.links, page.outline.canonical or ""]
            pages = [link for link in links if link and self.site.may_be_page(link)]
            self.frontier.offer(pages, page.depth + 1)
        self.frontier.settle(target.key, is_page=True)
        if self.task:
            self.task.advance()

    def _leave_out(self, target: Target, reason: str) -> None:
        self.left_out[reason] += 1
        self.frontier.settle(target.key, is_page=False)


def _fetched(target: Target, key: str, answer: Answer) -> CrawledPage:
    content_type = answer.headers.get("content-type", "")
    html = decode(answer.body, content_type)
    return CrawledPage(
        url=key,
        depth=target.depth,
        outcome="fetched",
        status=answer.status,
        body=answer.body,
        html=html,
        content_type=content_type,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        outline=read_outline_safely(html, answer.url),
    )


def _unchanged(target: Target, answer: Answer, body: bytes) -> CrawledPage:
    html = decode(body, answer.headers.get("content-type", ""))
    outline = read_outline_safely(html, answer.url)
    return CrawledPage(
        target.key, target.depth, "unchanged", 200, body=body, html=html, outline=outline
    )


def _stored_outline(known: KnownPage, address: str) -> Outline | None:
    body = known.read_body()
    return read_outline_safely(decode(body), address) if body else None


def _tell(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:500]
