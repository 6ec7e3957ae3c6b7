"""Two addresses of one page are one page; what is no public page never gets through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.brand_monitor.responses.citing.name_page import Page, Unusable, name_page

GOOGLE = "https://www.google.com"


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "javascript:alert(1)",
        "JaVaScRiPt://a.test/%0aalert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "mailto:a@a.test",
        "ftp://a.test/x",
        "file:///etc/passwd",
        "//a.test/x",
        "/search?q=x",
        "report.pdf",
        "https://",
        "https://...",
        "https://[::1",
        "https://a.test:99999/",
        "https://a b.test/",
        "https://a%2etest/",
        "https://-/",
        "https://\x00/",
        "https://a.test\x01/",
        "https://a.test\\@b.test/",
        "https://" + "a" * 300 + ".test/",
        "https://127.1/",
        "https://0x7f.0.0.1/",
        "https://\u2025.test/",
        "https://xn--\ud800.test/",
    ],
)
def test_what_is_no_web_address_is_left_out(address: str) -> None:
    assert name_page(address) is Unusable.NO_WEB_ADDRESS


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:3000",
        "intranet",
        "2130706433",
        "printer.local",
        "wiki.corp",
        "router.home.arpa",
        "127.0.0.1",
        "10.0.0.7:8080",
        "192.168.1.1",
        "172.20.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "[::1]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "user:secret@10.0.0.1",
        "\uff11\uff12\uff17.0.0.1",
    ],
)
def test_a_private_address_is_left_out(host: str) -> None:
    assert name_page(f"https://{host}/x") is Unusable.PRIVATE_ADDRESS
    wrapped = name_page(f"{GOOGLE}/url?q=https%3A%2F%2F{host}%2Fx")
    assert wrapped is Unusable.PRIVATE_ADDRESS


@pytest.mark.parametrize("length", [2_100, 9_000, 10_001, 5_000_000])
def test_an_address_nobody_could_type_is_left_out(length: int) -> None:
    assert name_page("https://a.test/" + "a" * length) is Unusable.TOO_LONG


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("HTTPS://Shop.A.test:443/Path/#part", "https://shop.a.test/Path"),
        ("https://a.test", "https://a.test/"),
        ("https://a.test./x/", "https://a.test/x"),
        ("http://a.test:8080/", "http://a.test:8080/"),
        ("www.a.test/x", "https://www.a.test/x"),
        ("https://a.test/x?utm_source=chatgpt.com", "https://a.test/x"),
        ("https://a.test/x?gclid=1&b=2&fbclid=3&srsltid=4&a=1", "https://a.test/x?a=1&b=2"),
        ("https://a.test/x?%75tm_source=x", "https://a.test/x"),
        ("https://a.test/x?variant=4&_gsid=HoLd1uPXsH1y", "https://a.test/x?variant=4"),
        ("https://a.test/x?a=1&amp;b=2", "https://a.test/x?a=1&b=2"),
        ("https://a.test/x#:~:text=" + "so%20much%20" * 300, "https://a.test/x"),
        ("https://paypal.com:secret@a.test/x", "https://a.test/x"),
        ("https://a.test/x\u202egnp.exe", "https://a.test/x%E2%80%AEgnp.exe"),
        ("https://a.te\nst/x\x01y", "https://a.test/x%01y"),
        ("https://BÜCHER.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://93.184.215.14/x", "https://93.184.215.14/x"),
        ("https://[2606:2800:21f:cb07::1]/", "https://[2606:2800:21f:cb07::1]/"),
    ],
)
def test_a_page_has_one_spelling(given: str, address: str) -> None:
    page = name_page(given)
    assert isinstance(page, Page)
    assert page.address == address


@pytest.mark.parametrize(
    ("given", "address"),
    [
        (f"{GOOGLE}/url?sa=t&q=https://a.test/x%3Fb%3D1&usg=9", "https://a.test/x?b=1"),
        ("https://google.co.uk/url?url=https%3A%2F%2Fa.test%2Fx", "https://a.test/x"),
        (f"{GOOGLE}/url?q={GOOGLE}/url?q=https://a.test/", "https://a.test/"),
        (f"{GOOGLE}/amp/s/www.a.test/x.html", "https://www.a.test/x.html"),
        (f"{GOOGLE}/amp/a.test/x", "http://a.test/x"),
        ("https://a-test.cdn.ampproject.org/c/s/a.test/x?b=1", "https://a.test/x?b=1"),
        ("https://cdn.ampproject.org/v/a.test/x", "http://a.test/x"),
        (f"{GOOGLE}/url?q=javascript:alert(1)", f"{GOOGLE}/url?q=javascript:alert(1)"),
        (f"{GOOGLE}/search?q=https://a.test", f"{GOOGLE}/search?q=https://a.test"),
        ("https://google.evil.test/url?q=https://a.test/", None),
        ("https://a.test/amp/s/b.test/x", "https://a.test/amp/s/b.test/x"),
    ],
)
def test_a_redirect_is_its_target_where_the_target_stands_in_it(
    given: str, address: str | None
) -> None:
    page = name_page(given)
    assert isinstance(page, Page)
    assert page.address == (address or given)


def test_a_redirect_that_hides_its_target_is_nobodys_page() -> None:
    page = name_page("https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZIYQ")
    assert isinstance(page, Page)
    assert page.domain == "vertexaisearch.cloud.google.com"


@pytest.mark.parametrize(
    ("given", "domain"),
    [
        ("https://docs.shop.example.co.uk/", "example.co.uk"),
        ("https://acme.github.io/x", "acme.github.io"),
        ("https://www.bücher.example/", "xn--bcher-kva.example"),
        ("https://93.184.215.14:8443/", "93.184.215.14"),
        ("https://[2606:2800:21f:cb07::1]/", "2606:2800:21f:cb07::1"),
    ],
)
def test_a_page_belongs_to_its_registrable_domain(given: str, domain: str) -> None:
    page = name_page(given)
    assert isinstance(page, Page)
    assert page.domain == domain


@pytest.mark.parametrize(
    "secret",
    ["https://user:pass@a.test/x", "https://a.test/\u200bx", "https://a.test/\x1b[2J"],
)
def test_what_is_kept_as_given_holds_no_password_and_nothing_unseen(secret: str) -> None:
    page = name_page(secret)
    assert isinstance(page, Page)
    assert page.given == page.address


ADDRESSES = st.one_of(
    st.text(max_size=60),
    st.text(max_size=40).map(lambda rest: f"https://a.test/{rest}"),
    st.text(max_size=40).map(lambda rest: f"{GOOGLE}/url?q={rest}"),
    st.text(max_size=20).map(lambda rest: f"{GOOGLE}/url?q=https://{rest}.test/{rest}"),
    st.text(max_size=40).map(lambda rest: f"{GOOGLE}/amp/s/{rest}"),
    st.text(alphabet="abA./:%?&=#@[]-2075utm_~ \\é", max_size=60).map("https://a.".__add__),
    st.from_regex(r"https?://[a-z.]{1,12}\.(test|com)(/(index\.html|\.\.|%2e|a)){0,4}/?"),
)


@given(ADDRESSES)
def test_the_page_of_a_pages_address_is_that_page(given: str) -> None:
    page = name_page(given)
    if isinstance(page, Page):
        again = name_page(page.address)
        assert isinstance(again, Page)
        assert (again.address, again.host, again.domain) == (page.address, page.host, page.domain)


@given(ADDRESSES)
def test_a_page_is_plain_ascii_without_user_or_fragment(given: str) -> None:
    page = name_page(given)
    if isinstance(page, Page):
        assert page.address.isascii()
        assert page.address.isprintable()
        assert page.address.startswith(("https://", "http://"))
        assert "#" not in page.address
        assert "@" not in page.address.split("/")[2]
        assert len(page.address) <= 2048
        assert page.given.isprintable()
        assert page.host.endswith(page.domain)


def test_the_same_page_however_it_is_tracked() -> None:
    spellings = [
        "https://a.test/x?b=1",
        "https://A.test:443/x/?utm_medium=y&b=1#top",
        f"{GOOGLE}/url?q=https%3A%2F%2Fa.test%2Fx%3Fb%3D1%26utm_source%3Dz",
    ]
    pages = {one.address for one in map(name_page, spellings) if isinstance(one, Page)}
    assert pages == {"https://a.test/x?b=1"}
