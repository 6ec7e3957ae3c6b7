"""Two addresses of one page are one page; two pages stay two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.web.addresses import clean, normalize, origin
from resources.web.site import Site, registrable_domain

BASE = "https://example.com/shop/list.html"


@pytest.mark.parametrize(
    ("link", "cleaned"),
    [
        ("HTTP://Example.COM:80/A/../b", "http://example.com/b"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("https://example.com./x", "https://example.com/x"),
        ("https://user:secret@example.com/x", "https://example.com/x"),
        ("item?id=7#reviews", "https://example.com/shop/item?id=7"),
        ("../a//b/./c/", "https://example.com/a/b/c/"),
        ("//cdn.example.com/x", "https://cdn.example.com/x"),
        ("/%7Euser/%e4%b8%ad/ä", "https://example.com/~user/%E4%B8%AD/%C3%A4"),
        ("/100%/x y", "https://example.com/100%25/x%20y"),
        ("  /a\n ", "https://example.com/a"),
        ("/a?utm_source=x&b=1&gclid=2", "https://example.com/a?b=1"),
        ("/a;jsessionid=0A1B?PHPSESSID=9&q=", "https://example.com/a?q="),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
    ],
)
def test_a_link_is_cleaned(link: str, cleaned: str) -> None:
    assert clean(link, BASE) == cleaned


@pytest.mark.parametrize(
    "link",
    [
        "mailto:a@example.com",
        "javascript:void(0)",
        "data:text/html,x",
        "ftp://example.com/",
        "http://",
        "http://exa mple.com/",
        "http://example.com:99999/",
        "http://example.com:port/",
        "http://[::1/",
        "/" + "a" * 2100,
    ],
)
def test_what_no_crawler_can_follow_is_none(link: str) -> None:
    assert clean(link, BASE) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com", "https://EXAMPLE.com/index.html"),
        ("https://example.com/docs", "https://example.com/docs/"),
        ("https://example.com/docs/", "https://example.com/docs/index.php"),
        ("https://example.com/a?x=1&y=2", "https://example.com/a?y=2&x=1&utm_medium=mail"),
        ("https://example.com/a?", "https://example.com/a#top"),
        ("https://example.com/a%2db", "https://example.com/a-b"),
    ],
)
def test_two_spellings_of_a_page_are_one(one: str, other: str) -> None:
    assert normalize(str(clean(one))) == normalize(str(clean(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a?page=1", "https://example.com/a?page=2"),
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
        ("https://example.com/a", "https://www.example.com/a"),
    ],
)
def test_two_pages_stay_two(one: str, other: str) -> None:
    assert normalize(str(clean(one))) != normalize(str(clean(other)))


@given(st.text(max_size=60))
def test_cleaning_and_normalising_again_changes_nothing(text: str) -> None:
    once = clean("/" + text, BASE)
    if once is not None:
        assert clean(once) == once
        assert normalize(normalize(once)) == normalize(once)
        assert once.isascii()
        assert origin(once)[0] in ("http", "https")


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.example.co.uk", "example.co.uk"),
        ("acme.github.io", "acme.github.io"),
        ("demo.test", "demo.test"),
        ("wiki.firm.intern", "firm.intern"),
        ("localhost", None),
        ("127.0.0.1", None),
        ("::1", None),
    ],
)
def test_a_registrable_domain_needs_no_network(host: str, domain: str | None) -> None:
    assert registrable_domain(host) == domain


def test_a_public_website_has_subdomains_a_local_one_has_a_port() -> None:
    public = Site("https://www.example.com/")
    assert public.contains("http://docs.example.com/a")
    assert not public.contains("https://example.org/")
    assert not public.contains("https://example.com:8443/")
    assert not public.may_be_page("https://example.com/brochure.PDF")
    local = Site("http://127.0.0.1:8000/")
    assert local.contains("http://127.0.0.1:8000/a")
    assert not local.contains("http://127.0.0.1:9000/a")
    assert not local.contains("http://localhost:8000/a")
