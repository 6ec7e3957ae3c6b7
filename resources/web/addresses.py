"""What an address is, and when two addresses are the same page. Pure text, no network.

An address is *cleaned* before it is fetched and *normalised* to tell pages apart:

| step | cleaned | normalised |
| --- | --- | --- |
| only http and https; lower-case scheme and host, IDNA host, no trailing dot | x | x |
| no user name or password, no default port, no fragment | x | x |
| `.`/`..` and doubled slashes in the path resolved | x | x |
| `%7e` → `~` (unreserved decoded), other escapes upper-case, the rest escaped as UTF-8 | x | x |
| tracking (`utm_*`, `gclid`, …) and session (`PHPSESSID`, `;jsessionid=`, …) dropped | x | x |
| query parameters sorted, an empty query dropped | | x |
| `index.html`, `default.aspx` and the like at the end of the path dropped | | x |
| trailing slash dropped, except of the root | | x |
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

import idna

MAX_LENGTH = 2048  # the seed's VARCHAR of a url
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = re.compile(r"%(?:2[dDeE]|3\d|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aAeE])")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_SAFE_PATH = "/:@!$&'()*+,;=~%-._"
_SAFE_QUERY = _SAFE_PATH + "?"
_INDEX = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?|jsp|cgi|shtml)$", re.I)
_TRACKING = re.compile(
    r"^(?:utm_\w+|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|ttclid|twclid|igshid|"
    r"mc_[ce]id|_ga|_gl|_gsid|_hs\w+|hs\w*tracking|mkt_tok|oly_\w+|vero_\w+|s_cid|srsltid|trk\w*)$",
    re.I,
)
_SESSION = re.compile(
    r"^(?:phpsessid|jsessionid|aspsessionid\w*|session_?id|sess_?id|sid|cfid|cftoken|oscsid|"
    r"zenid|s_?id|sessid)$",
    re.I,
)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*|/\([sS]\([^)/]+\)\)", re.I)


def clean(link: str, base: str | None = None) -> str | None:
    """Make the address that a link names, ready to be fetched.

    Args:
        link: as written by a person or in a page.
        base: the address of the page it stands in, for relative links.

    Returns:
        The address, or None where the link is none that a crawler can follow (another scheme, a
        broken host or port, more than 2,048 characters).
    """
    text = re.sub(r"[\t\r\n]", "", link).strip(" \x00")
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        authority = _authority(parts)
    except (ValueError, UnicodeError):
        return None
    if authority is None:
        return None
    path = _escape(_PATH_SESSION.sub("", _resolve_dots(parts.path)), _SAFE_PATH)
    query = _escape(_drop_noise(parts.query), _SAFE_QUERY)
    address = urlunsplit((parts.scheme.lower(), authority, path, query, ""))
    return address if len(address) <= MAX_LENGTH else None


def normalize(address: str) -> str:
    """Normalise a cleaned address, so that two addresses of one page become the same text."""
    parts = urlsplit(address)
    path = _INDEX.sub("/", parts.path).rstrip("/") or "/"
    query = "&".join(sorted(part for part in parts.query.split("&") if part))
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def origin(address: str) -> tuple[str, str, int]:
    """Scheme, host (without brackets) and port of a cleaned address."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]


def _authority(parts: SplitResult) -> str | None:
    """`host[:port]` in its one spelling; None where there is no usable host."""
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _DEFAULT_PORTS or not host or re.search(r"[\s<>\"{}|\\^`]", host):
        return None
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        host = idna.encode(host, uts46=True).decode("ascii")
    port = parts.port
    return host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"


def _resolve_dots(path: str) -> str:
    """Resolve `.`, `..` and doubled slashes (RFC 3986, section 5.2.4)."""
    kept: list[str] = []
    segments = re.sub(r"%2[eE]", ".", path).split("/")
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    is_folder = segments[-1] in ("", ".", "..") and kept
    return "/" + "/".join(kept) + ("/" if is_folder else "")


def _escape(text: str, safe: str) -> str:
    """Bring percent-escapes to one spelling and escape what must be."""
    text = _UNRESERVED.sub(lambda match: chr(int(match[0][1:], 16)), text)
    text = _ESCAPE.sub(lambda match: f"%{match[1].upper()}", _LONE_PERCENT.sub("%25", text))
    return quote(text, safe=safe, errors="replace")


def _drop_noise(query: str) -> str:
    """Drop tracking and session parameters; the rest stays as it is."""
    kept = []
    for part in query.split("&"):
        name = part.split("=", 1)[0]
        if not (_TRACKING.match(name) or _SESSION.match(name)):
            kept.append(part)
    return "&".join(kept)
