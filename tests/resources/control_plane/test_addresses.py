"""Addresses as people type them: one website has one domain, and a domain fits a partition key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.control_plane.addresses import read_address
from resources.errors import InputError


@pytest.mark.parametrize(
    ("typed", "url", "domain"),
    [
        ("https://www.Example.com/shop", "https://www.Example.com/shop", "example.com"),
        ("example.com", "https://example.com", "example.com"),
        ("example.com:8443/a", "https://example.com:8443/a", "example.com"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("http://127.0.0.1/", "http://127.0.0.1/", "127.0.0.1"),
        ("localhost:8000", "http://localhost:8000", "localhost:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000/", "[::1]:8000"),
        ("https://bücher.example", "https://bücher.example", "xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("  https://example.com. ", "https://example.com.", "example.com"),
    ],
)
def test_an_address_gives_the_domain_that_names_the_website(
    typed: str, url: str, domain: str
) -> None:
    address = read_address(typed, None, None)
    assert (address.url, address.domain) == (url, domain)


@pytest.mark.parametrize(
    "typed",
    ["", "ftp://example.com", "https://", "http://:80/", "file:///etc/passwd", "javascript:x",
     "https://exa mple.com", "http://example.com:99999/", "http://example.com:0/", "http://[::1",
     "https://example..com", "https://" + "a" * 3000],
)  # fmt: skip
def test_what_is_no_website_is_refused_with_what_to_write(typed: str) -> None:
    with pytest.raises(InputError, match=r"is not|cannot name"):
        read_address(typed, None, None)


@pytest.mark.parametrize("rest", ["example.com/", "exa mple.com", "example.com:0/", ""])
def test_a_password_in_an_address_is_refused_and_not_repeated(rest: str) -> None:
    with pytest.raises(InputError) as caught:
        read_address(f"https://me:hunter2@{rest}", None, None)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "domain"),
    [("AI Product Bench", "ai-product-bench"), ("a|b/../c", "a-b-.-c"), ("Mü & Co", "mü-co"),
     ("ai_product_bench", "ai_product_bench"), ("https://www.a.test/x", "a.test")],
)  # fmt: skip
def test_a_name_stands_in_for_a_domain(name: str, domain: str) -> None:
    assert read_address(None, None, name).domain == domain
    assert read_address(None, name, None).domain == domain


@given(st.text(max_size=300))
def test_whatever_is_typed_gives_a_partition_key_or_an_input_error(typed: str) -> None:
    for given_as in ((typed, None, None), (None, typed, None), (None, None, typed)):
        try:
            domain = read_address(*given_as).domain
        except InputError:
            continue
        assert domain
        assert len(domain) <= 255
        assert "|" not in domain
        assert "/" not in domain
        assert ".." not in domain
        assert not any(character.isspace() for character in domain)
