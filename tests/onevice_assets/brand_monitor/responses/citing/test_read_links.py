"""An answer that links a page cites it; code, pictures and the sentence around it are not links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.brand_monitor.responses.citing.read_links import read_links


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("No address.", []),
        ("See [Foo](https://a.test/x).", [("https://a.test/x", "Foo")]),
        ("**[Foo](https://a.test/x)**: good", [("https://a.test/x", "Foo")]),
        ('See [Foo](https://a.test/x "A title").', [("https://a.test/x", "Foo")]),
        ("See [Foo](<https://a.test/x>).", [("https://a.test/x", "Foo")]),
        ("See [**Foo**](https://a.test/x_(y)).", [("https://a.test/x_(y)", "Foo")]),
        ("Fast ([a.test](https://a.test/x)).", [("https://a.test/x", "a.test")]),
        ("Fast [1](https://a.test/x), [[2]](https://b.test).", [
            ("https://a.test/x", None),
            ("https://b.test", None),
        ]),
        ("At https://a.test/x, or http://b.test/?q=1.", [
            ("https://a.test/x", None),
            ("http://b.test/?q=1", None),
        ]),
        ("(https://a.test/x) <https://b.test> https://c.test…", [
            ("https://a.test/x", None),
            ("https://b.test", None),
            ("https://c.test", None),
        ]),
        ("Look at www.a.test/x!", [("www.a.test/x", None)]),
        ("HTTPS://A.TEST/x", [("HTTPS://A.TEST/x", None)]),
        ("[1]: https://a.test/x\n[2]: https://b.test", [
            ("https://a.test/x", None),
            ("https://b.test", None),
        ]),
        ("| Foo | https://a.test/x | good |", [("https://a.test/x", None)]),
        (r"https://a.test/foo\_bar", [("https://a.test/foo_bar", None)]),
        ("见（https://a.test/x）。", [("https://a.test/x", None)]),
        ("![a picture](https://a.test/x.png)", []),
        ("[![alt](https://a.test/x.png)](https://b.test/)", [("https://b.test/", None)]),
        ("```sh\ncurl https://a.test/x\n```\nSee https://b.test", [("https://b.test", None)]),
        ("[LG TV]() and [x](#part) and [y](/rel)", []),
        ("mail@www.a.test and awww.a.test", []),
        ("[go](javascript:alert(1)) [d](data:text/html,x)", []),
    ],
)  # fmt: skip
def test_links_are_read_with_their_labels(text: str, links: list[tuple[str, str | None]]) -> None:
    found = list(read_links(text))
    assert [(one["url"], one["title"]) for one in found] == links
    assert all(one["is_cited"] is True for one in found)


@given(st.text(alphabet="[](){}<>!hHtTpPsS:/w.a`~\\ \n*_|", max_size=200))
def test_no_text_makes_the_reader_fall_over(text: str) -> None:
    for one in read_links(text + " https://a.test"):
        assert one["url"].lower().startswith(("http", "www."))


@pytest.mark.parametrize(
    "unit", ["[", "[a", "[" + "a" * 299, "](", "\n```", "https://a.test/(", "www.", "![a]("]
)
def test_a_long_hostile_text_is_read_to_its_end(unit: str) -> None:
    text = f"https://a.test {unit * (300_000 // len(unit))}\n\n```\n```\n https://b.test"
    found = [one["url"] for one in read_links(text)]
    assert (found[0], found[-1]) == ("https://a.test", "https://b.test")
