"""What stands in a page's markup: charset, title, description, headings, canonical link, links.

The readable text is not taken here; that needs a judgement of what is boilerplate.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from resources.web import addresses

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SPACE = re.compile(r"\s+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MAX_LINKS = 2000
_MAX_ANCHORS = 20_000  # looked at: many may name one page
_MAX_HEADINGS = 200
_MAX_TITLE = 512  # the seed's VARCHAR


@dataclass(frozen=True)
class Outline:
    """The skeleton of one page; texts are single-spaced, addresses cleaned and absolute."""

    title: str | None
    meta_description: str | None
    headings: tuple[tuple[int, str], ...]
    canonical: str | None
    links: tuple[str, ...]
    language: str | None


def decode(body: bytes, content_type: str = "") -> str:
    """Decode a page: byte order mark, header, meta tag, UTF-8, then a guess.

    A declared charset that does not fit the bytes is not believed. What nothing can decode is
    replaced by U+FFFD; NUL and lone surrogates, which no store takes, are dropped.
    """
    for name in _charsets(body, content_type):
        try:
            return _UNSTORABLE.sub("", codecs.decode(body, name))
        except (LookupError, UnicodeError, ValueError):
            continue
    return _UNSTORABLE.sub("", _guess(body))


def read_outline(html: str, url: str) -> Outline:
    """Take a page's outline from its decoded markup; broken markup is read like browsers do.

    Args:
        html: decoded markup.
        url: the address it came from, for relative links.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    base_node = tree.css_first("base[href]")
    base = addresses.clean(_attribute(base_node, "href"), url) if base_node else None
    canonical = tree.css_first("link[rel='canonical' i][href]")
    description = tree.css_first("meta[name='description' i]") or tree.css_first(
        "meta[property='og:description' i]"
    )
    html_node = tree.css_first("html")
    return Outline(
        title=_squeeze(_text(tree.css_first("title")), _MAX_TITLE),
        meta_description=_squeeze(_attribute(description, "content")),
        headings=tuple(_headings(tree)),
        canonical=addresses.clean(_attribute(canonical, "href"), base or url)
        if canonical
        else None,
        links=() if _forbids_following(tree) else tuple(_links(tree, base or url)),
        language=_squeeze(_attribute(html_node, "lang")),
    )


def _charsets(body: bytes, content_type: str) -> list[str]:
    names = [name for mark, name in _BOMS if body.startswith(mark)]
    declared = _HEADER_CHARSET.search(content_type)
    if declared:
        names.append(declared[1])
    in_page = _META_CHARSET.search(body[:4096])
    if in_page:
        names.append(in_page[1].decode("ascii", "replace"))
    return [_widen(name) for name in (*names, "utf-8")]


def _widen(name: str) -> str:
    """Browsers read Latin-1 and ASCII as Windows-1252 (WHATWG encoding standard)."""
    is_latin = name.lower() in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii")
    return "windows-1252" if is_latin else name


def _guess(body: bytes) -> str:
    """The likeliest reading of bytes in no declared charset."""
    readable = body.decode("utf-8", "replace")
    if readable.count("\ufffd") <= len(body) // 100:
        return readable  # a few bad bytes in good UTF-8
    from charset_normalizer import from_bytes

    best = from_bytes(body[:200_000]).best()
    return body.decode(best.encoding, "replace") if best else readable


def _headings(tree: object) -> list[tuple[int, str]]:
    found = []
    for node in tree.css("h1,h2,h3,h4")[:_MAX_HEADINGS]:  # type: ignore[attr-defined]
        text = _squeeze(_text(node))
        if text:
            found.append((int(node.tag[1]), text))
    return found


def _links(tree: object, base: str) -> list[str]:
    found: dict[str, None] = {}
    for node in tree.css("a[href],area[href]")[:_MAX_ANCHORS]:  # type: ignore[attr-defined]
        if "nofollow" in _attribute(node, "rel").lower():
            continue
        link = addresses.clean(_attribute(node, "href"), base)
        if link:
            found[link] = None
        if len(found) >= _MAX_LINKS:
            break
    return list(found)


def _forbids_following(tree: object) -> bool:
    node = tree.css_first("meta[name='robots' i]")  # type: ignore[attr-defined]
    content = _attribute(node, "content").lower()
    return "nofollow" in content or "none" in content


def _attribute(node: object, name: str) -> str:
    value = node.attributes.get(name) if node is not None else None  # type: ignore[attr-defined]
    return value or ""


def _text(node: object) -> str:
    return str(node.text(deep=True, separator=" ")) if node is not None else ""  # type: ignore[attr-defined]


def _squeeze(text: str, limit: int = 4096) -> str | None:
    return _SPACE.sub(" ", text).strip()[:limit].rstrip() or None
