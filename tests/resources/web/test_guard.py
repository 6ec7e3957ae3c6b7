"""No link, redirect or name leads the crawl to a machine nobody meant."""

from __future__ import annotations

import asyncio

import pytest

from resources.resilience.host_class import HostClass, classify, may_be_inside
from resources.web.guard import (
    ForbiddenAddressError,
    Guard,
    Resolver,
    UnknownHostError,
    resolve,
)

PUBLIC_IP = "93.184.215.14"


def names(**hosts: list[str]) -> Resolver:
    """A resolver that knows these hosts (dots written as `_`) and literal addresses."""
    known = {host.replace("_", "."): found for host, found in hosts.items()}

    async def look_up(host: str, port: int) -> list[str]:
        return known.get(host, [host])

    return look_up


def choose(guard: Guard, host: str, port: int = 443) -> list[tuple[str, int]]:
    return asyncio.run(guard.choose(host, port))


@pytest.mark.parametrize(
    ("address", "host_class"),
    [
        (PUBLIC_IP, HostClass.PUBLIC),
        ("2606:2800:220:1::1", HostClass.PUBLIC),
        ("127.0.0.1", HostClass.LOOPBACK),
        ("127.9.9.9", HostClass.LOOPBACK),
        ("::1", HostClass.LOOPBACK),
        ("::ffff:127.0.0.1", HostClass.LOOPBACK),
        ("64:ff9b::7f00:1", HostClass.LOOPBACK),
        ("10.1.2.3", HostClass.PRIVATE),
        ("172.31.0.1", HostClass.PRIVATE),
        ("192.168.1.1", HostClass.PRIVATE),
        ("100.64.0.1", HostClass.PRIVATE),
        ("fd12::1", HostClass.PRIVATE),
        ("2002:a00:1::", HostClass.PRIVATE),
        ("169.254.169.254", HostClass.FORBIDDEN),
        ("::ffff:169.254.169.254", HostClass.FORBIDDEN),
        ("fe80::1%eth0", HostClass.FORBIDDEN),
        ("fd00:ec2::254", HostClass.FORBIDDEN),
        ("100.100.100.200", HostClass.FORBIDDEN),
        ("168.63.129.16", HostClass.FORBIDDEN),
        ("0.0.0.0", HostClass.FORBIDDEN),
        ("::", HostClass.FORBIDDEN),
        ("224.0.0.1", HostClass.FORBIDDEN),
        ("255.255.255.255", HostClass.FORBIDDEN),
        ("192.0.2.1", HostClass.FORBIDDEN),
        ("192.0.0.192", HostClass.FORBIDDEN),
        ("192.0.0.8", HostClass.FORBIDDEN),
        ("198.18.0.1", HostClass.FORBIDDEN),
        ("::7f00:1", HostClass.FORBIDDEN),
        ("::ffff:0:7f00:1", HostClass.FORBIDDEN),
        ("64:ff9b:1::7f00:1", HostClass.FORBIDDEN),
        ("3fff::1", HostClass.FORBIDDEN),
    ],
)
def test_every_address_has_a_class(address: str, host_class: HostClass) -> None:
    assert classify(address) is host_class


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "192.168.0.1", "100.64.1.1"]
)
def test_a_public_crawl_stays_public(inside: str) -> None:
    resolver = names(example_com=[PUBLIC_IP], inside_example_com=[inside])
    guard = Guard("example.com", 443, resolver=resolver)
    assert choose(guard, "example.com") == [(PUBLIC_IP, 443)]
    for host in ("inside.example.com", inside):
        with pytest.raises(ForbiddenAddressError, match="only connect to public"):
            choose(guard, host)


def test_a_public_crawl_asks_no_odd_port() -> None:
    guard = Guard("example.com", 443, resolver=names(example_com=[PUBLIC_IP]))
    with pytest.raises(ForbiddenAddressError, match="not a port"):
        choose(guard, "example.com", 6379)


def test_of_mixed_answers_only_the_public_ones_are_connected_to() -> None:
    resolver = names(example_com=["10.0.0.1", PUBLIC_IP])
    guard = Guard("example.com", 443, resolver=resolver)
    assert choose(guard, "example.com") == [(PUBLIC_IP, 443)]


def test_a_name_that_later_resolves_inside_is_refused() -> None:
    answers = [[PUBLIC_IP], [PUBLIC_IP], ["127.0.0.1"]]

    async def rebinding(host: str, port: int) -> list[str]:
        return answers.pop(0)

    guard = Guard("example.com", 443, resolver=rebinding)
    assert choose(guard, "example.com") == [(PUBLIC_IP, 443)]
    with pytest.raises(ForbiddenAddressError):
        choose(guard, "example.com")


@pytest.mark.parametrize("typed", ["127.0.0.1", "10.0.0.8"])
def test_a_local_address_that_was_typed_allows_itself_and_nothing_else(typed: str) -> None:
    guard = Guard(typed, 8000, resolver=names(example_com=[PUBLIC_IP]))
    assert choose(guard, typed, 8000) == [(typed, 8000)]
    for host, port in ((typed, 22), ("127.0.0.2", 8000), ("10.0.0.9", 8000), ("example.com", 80)):
        with pytest.raises(ForbiddenAddressError):
            choose(guard, host, port)


@pytest.mark.parametrize("typed", ["169.254.169.254", "0.0.0.0", "224.0.0.1"])
def test_metadata_and_the_like_are_refused_even_when_typed(typed: str) -> None:
    guard = Guard(typed, 80, resolver=names())
    with pytest.raises(ForbiddenAddressError):
        choose(guard, typed, 80)


def test_numbers_in_disguise_are_seen_through() -> None:
    assert asyncio.run(resolve("2130706433", 80)) == ["127.0.0.1"]
    assert asyncio.run(resolve("0x7f.1", 80)) == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("host", "may"),
    [
        ("127.0.0.1", True),
        ("[::1]", True),
        ("10.0.0.8", True),
        ("localhost", True),
        ("shop.localhost", True),
        ("nas.local", True),
        ("intranet", True),
        ("wiki.corp.example.com", True),  # named in the variable
        ("example.com", False),
        ("localhost.example.com", False),
        ("127.0.0.1.nip.io", False),
        ("2130706433", False),
        ("0x7f.1", False),
        ("0177.0.0.1", False),
    ],
)
def test_only_what_nobody_else_can_own_may_mean_a_machine_of_ours(
    host: str, may: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVICE_PRIVATE_HOSTS", "wiki.corp.example.com")
    assert may_be_inside(host) is may


def test_a_public_name_that_leads_inside_on_a_later_day_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A new crawl has a new guard, which has never seen the name lead anywhere else."""
    resolver = names(example_com=["127.0.0.1"])
    with pytest.raises(ForbiddenAddressError, match="name it in ONEVICE_PRIVATE_HOSTS"):
        choose(Guard("example.com", 80, resolver=resolver), "example.com", 80)
    monkeypatch.setenv("ONEVICE_PRIVATE_HOSTS", "example.com")
    guard = Guard("example.com", 80, resolver=resolver)
    assert choose(guard, "example.com", 80) == [("127.0.0.1", 80)]
    with pytest.raises(ForbiddenAddressError):
        choose(guard, "example.com", 6379)


def test_a_name_that_does_not_exist_says_so() -> None:
    with pytest.raises(UnknownHostError, match=r"no-such-host\.invalid"):
        asyncio.run(resolve("no-such-host.invalid", 80))


def test_the_example_leads_to_its_own_server_only() -> None:
    guard = Guard("demo.test", 80, pinned={"demo.test": ("127.0.0.1", 4711)})
    assert choose(guard, "demo.test", 80) == [("127.0.0.1", 4711)]
    with pytest.raises(ForbiddenAddressError):
        choose(guard, "127.0.0.1", 80)
