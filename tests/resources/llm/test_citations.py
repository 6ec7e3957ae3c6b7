"""Sources of an answer, by wire format: what it cites, what was only found, what nobody says."""

from __future__ import annotations

from typing import Any

import pytest

from resources.llm.citations import read_citations

A, B, C, D = (f"https://{name}.test/" for name in "abcd")


def chat(annotations: Any = (), **more: Any) -> dict[str, Any]:
    message = {"role": "assistant", "annotations": annotations}
    return {"choices": [{"message": message}], **more}


def responses(*items: Any, annotations: Any = ()) -> dict[str, Any]:
    part = {"type": "output_text", "text": "", "annotations": list(annotations)}
    return {"output": [*items, {"type": "message", "content": [part]}]}


def note(url: str, title: str | None = None) -> dict[str, Any]:
    return {"type": "url_citation", "url": url, "title": title, "start_index": 0, "end_index": 1}


def chat_note(url: str, title: str | None = None) -> dict[str, Any]:
    return {"type": "url_citation", "url_citation": {"url": url, "title": title}}


def search(**action: Any) -> dict[str, Any]:
    return {"type": "web_search_call", "status": "completed", "action": action}


def results(*urls: str, first: int = 1) -> dict[str, Any]:
    numbered = [{"id": n, "url": url} for n, url in enumerate(urls, start=first)]
    return {"type": "search_results", "results": numbered}


def read(payload: dict[str, Any], text: str = "") -> dict[str, bool | None]:
    return {one["url"]: one["is_cited"] for one in read_citations(payload, text)}


def test_openai_chat_names_only_what_it_cites_once_each() -> None:
    found = read_citations(chat([chat_note(A), chat_note(B), chat_note(A, "A")]), "")
    assert found == (
        {"url": A, "title": "A", "is_cited": True},
        {"url": B, "title": None, "is_cited": True},
    )


def test_openai_responses_tell_what_was_found_from_what_is_cited() -> None:
    payload = responses(
        search(type="search", sources=[{"type": "url", "url": A}, {"type": "url", "url": B}]),
        search(type="open_page", url=C),
        annotations=[note(B)],
    )
    assert read(payload) == {A: False, B: True, C: False}


def test_an_openai_answer_without_annotation_cites_nothing_it_found() -> None:
    older = {"type": "web_search_call", "results": [{"url": B, "title": "B"}]}
    payload = responses(search(type="search", sources=[{"type": "url", "url": A}]), older)
    assert read(payload, "An array has [1] element.") == {A: False, B: False}


def test_a_source_that_is_no_page_is_left_out() -> None:
    feed = {"type": "api", "name": "oai-sports"}
    file = {"type": "file_citation", "file_id": "f", "filename": "x.pdf", "index": 1}
    assert read(responses(search(type="search", sources=[feed]), annotations=[file])) == {}


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Fast [1] and safe [3].", [True, False, True]),
        ("Fast[1][3].", [True, False, True]),
        ("Fast [1, 3], safe.", [True, False, True]),
        ("Fast [web:2].", [False, True, False]),
        ("Fast 【2】.", [False, True, False]),
        ("Fast [^2].\n\n[^2]: the second", [False, True, False]),
        ("No marker at all.", [None, None, None]),
        ("Nothing has the number [7].", [None, None, None]),
        ("Write `rows[1]`.\n\n```\nx = rows[2]\n```\n", [None, None, None]),
        ("A link [1](https://d.test/) has its own address.", [None, None, None]),
        ("So has [[1]](https://d.test/).", [None, None, None]),
        ("In [2024] and [1234567].", [None, None, None]),
    ],
)
@pytest.mark.parametrize("wire", ["agent", "search_results", "citations"])
def test_perplexity_cites_the_results_whose_number_stands_in_the_text(
    wire: str, text: str, cited: list[bool | None]
) -> None:
    payload = {
        "agent": responses(results(A, B, C)),
        "search_results": chat(search_results=[{"url": A}, {"url": B}, {"url": C}]),
        "citations": chat(citations=[A, B, C]),
    }[wire]
    assert read(payload, text) == dict(zip((A, B, C), cited, strict=True))


def test_perplexity_numbers_go_on_from_search_to_search() -> None:
    payload = responses(results(A, B), results(C, D, first=3))
    assert read(payload, "See [2] and [4].") == {A: False, B: True, C: False, D: True}


def test_a_number_that_two_searches_gave_tells_nothing_about_either() -> None:
    payload = responses(results(A, B), results(C))
    assert read(payload, "See [1].") == {A: None, B: False, C: None}


def test_a_page_that_was_found_twice_and_cited_once_is_cited() -> None:
    payload = responses(results(A, B), results(A, first=3))
    assert read(payload, "See [3].") == {A: True, B: False}


def test_a_page_that_was_fetched_is_found() -> None:
    fetched = {"type": "fetch_url_results", "contents": [{"url": C, "title": "C"}]}
    assert read(responses(results(A), fetched), "See [1].") == {A: True, C: False}
    assert read(responses(results(A), fetched), "Nothing.") == {A: None, C: None}


def test_both_lists_of_a_chat_name_one_source_with_its_title() -> None:
    payload = chat(search_results=[{"url": A, "title": "A"}], citations=[A])
    found = read_citations(payload, "See [1].")
    assert found == ({"url": A, "title": "A", "is_cited": True},)


def test_a_plain_chat_completion_has_no_sources() -> None:
    assert read(chat(None), "Use Bar [1], see https://a.test/.") == {}
