"""Whose a page is follows from who is tracked on that day, never from a name in the address."""

from __future__ import annotations

import pytest

from onevice_assets.brand_monitor.responses.citing.name_page import Page, name_page
from onevice_assets.brand_monitor.responses.citing.tell_owner import Owner, Owners
from resources.control_plane.tracking import Role, TrackedBrand


def brand(name: str, domain: str | None, role: Role = "competitor") -> TrackedBrand:
    return TrackedBrand(name.lower(), name, name.lower(), domain, role, None, ())


TRACKED = [
    brand("Acme", "acme.example", "own"),
    brand("Acme Pro", "acmepro.test", "own"),
    brand("Bolt", "www.bolt.co.uk"),
    brand("Cog", "https://cog.example/start"),
    brand("Nameless", None),
    brand("Broken", "not a domain"),
    brand("Azure", "azure.microsoft.com"),
    brand("Office", "office.microsoft.com"),
]


@pytest.mark.parametrize(
    ("url", "ownership", "name"),
    [
        ("https://acme.example/x", "own", "Acme"),
        ("https://blog.acme.example/", "own", "Acme"),
        ("https://www.acmepro.test/", "own", "Acme Pro"),
        ("https://shop.bolt.co.uk/", "competitor", "Bolt"),
        ("https://other.co.uk/", "third_party", None),
        ("https://cog.example/", "competitor", "Cog"),
        ("https://office.microsoft.com/x", "competitor", "Office"),
        ("https://eu.azure.microsoft.com/", "competitor", "Azure"),
        ("https://learn.microsoft.com/", "competitor", "Azure"),
        ("https://notacme.example/", "third_party", None),
        ("https://acme.example.evil.test/", "third_party", None),
        ("https://reviews.test/acme.example", "third_party", None),
        ("https://acme.example@evil.test/", "third_party", None),
    ],
)
def test_a_page_belongs_to_whom_its_domain_belongs(
    url: str, ownership: str, name: str | None
) -> None:
    page = name_page(url)
    assert isinstance(page, Page)
    owner = Owners("acme.example", TRACKED).of(page)
    assert (owner.ownership, owner.brand_name) == (ownership, name)


def test_the_website_is_own_where_no_own_brand_has_a_domain() -> None:
    page = name_page("https://docs.acme.example/")
    assert isinstance(page, Page)
    rival = brand("Rival", "acme.example")
    assert Owners("acme.example", [brand("Acme", None, "own"), rival]).of(page) == Owner("own")


@pytest.mark.parametrize("name", ["my-market", "ai-product-bench", "localhost:8000", "127.0.0.1"])
def test_an_import_and_a_private_website_own_nothing(name: str) -> None:
    page = name_page("https://a.test/")
    assert isinstance(page, Page)
    assert Owners(name, []).of(page).ownership == "third_party"


def test_a_brand_at_an_address_owns_exactly_that_address() -> None:
    owners = Owners("93.184.215.14:8443", [])
    here, there = name_page("https://93.184.215.14/x"), name_page("https://93.184.215.15/x")
    assert isinstance(here, Page)
    assert isinstance(there, Page)
    assert [owners.of(here).ownership, owners.of(there).ownership] == ["own", "third_party"]
