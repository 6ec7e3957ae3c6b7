"""Rows of `answer_citations` out of a day's answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from onevice_assets.brand_monitor.responses.citing.name_page import Page, name_page
from onevice_assets.brand_monitor.responses.citing.read_links import read_links
from onevice_assets.brand_monitor.responses.citing.tell_owner import Owners
from onevice_assets.brand_monitor.responses.rows import Row, start_of
from onevice_assets.tables.citations import answer_citations
from resources.citations import Citation, join_citations, load_citations
from resources.identity import derived_id

_LONGEST_TITLE = 300
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def list_sources(
    day: date, answers: Iterable[Mapping[str, Any]], owners: Owners, left_out: Counter[str]
) -> Iterator[Row]:
    """List the sources of answers, one row per answer and page.

    Sources come as the provider lists them, then the links of the text that it does not list.
    A page that the text links is cited, also where the provider lists it as found.

    Args:
        day: of the partition.
        answers: rows of `llm_responses` with id, website_id, llm_provider, response_text and
            citations.
        owners: who owns which domain on that day.
        left_out: gets the number of addresses that name no page, by reason.
    """
    for answer in answers:
        pages: dict[str, tuple[Page, Citation]] = {}
        listed = load_citations(answer["citations"])
        for source in (*listed, *read_links(answer["response_text"])):
            page = name_page(source["url"])
            if not isinstance(page, Page):
                left_out[page.value] += 1
                continue
            first, known = pages.get(page.address, (page, source))
            pages[page.address] = first, join_citations(known, source)
        for position, (page, source) in enumerate(pages.values(), start=1):
            yield _row(day, answer, position, page, source, owners)


def _row(
    day: date,
    answer: Mapping[str, Any],
    position: int,
    page: Page,
    source: Citation,
    owners: Owners,
) -> Row:
    owner = owners.of(page)
    return {
        "id": derived_id(day, answer_citations.name, answer["id"], page.address),
        "website_id": answer["website_id"],
        "day": day,
        "llm_response_id": answer["id"],
        "llm_provider": answer["llm_provider"],
        "url": page.given,
        "page_url": page.address,
        "domain": page.domain,
        "title": _title(source["title"]),
        "position": position,
        "is_cited": source["is_cited"],
        "text_start": source.get("text_start"),
        "ownership": owner.ownership,
        "owner_brand_id": owner.brand_id,
        "owner_brand_name": owner.brand_name,
        "created_at": start_of(day),
    }


def _title(given: str | None) -> str | None:
    """A title on one line, without characters nobody sees."""
    return _UNSEEN.sub(" ", given or "").strip()[:_LONGEST_TITLE].rstrip() or None
