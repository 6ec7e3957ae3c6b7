"""The sources of the 408 real answers: every one becomes a page of the domain its data set says."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from onevice_assets.brand_monitor.responses.citing.list_sources import list_sources
from onevice_assets.brand_monitor.responses.citing.name_page import Page, name_page
from onevice_assets.brand_monitor.responses.citing.tell_owner import Owners
from resources.imports import read_lines
from tests.convert_ai_product_bench import convert

FOLDER = Path("data") / "llm_answers" / "ai_product_bench"


def list_real_sources(shared: Path) -> tuple[list[dict[str, Any]], Counter[str]]:
    lines = read_lines(convert(shared / FOLDER)).lines
    answers = [
        {
            "id": str(line.line_number),
            "website_id": "w",
            "llm_provider": line.provider,
            "response_text": line.answer,
            "citations": json.dumps(line.citations),
        }
        for line in lines
    ]
    left_out: Counter[str] = Counter()
    return list(list_sources(date(2025, 5, 24), answers, Owners("m", []), left_out)), left_out


@pytest.mark.shared
def test_every_real_source_is_a_page_of_the_host_its_data_set_says(shared: Path) -> None:
    wrong = []
    for path in sorted((shared / FOLDER).glob("*_run_*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for source in (source for row in map(json.loads, file) for source in row["sources"]):
                page = name_page(source["url"])
                if not isinstance(page, Page) or page.host != source["domain"]:
                    wrong.append((source["url"], page))
    assert not wrong


@pytest.mark.shared
def test_real_answers_have_the_sources_they_list_and_link(shared: Path) -> None:
    rows, left_out = list_real_sources(shared)
    assert not left_out
    assert len({(row["llm_response_id"], row["page_url"]) for row in rows}) == len(rows) == 1975
    assert len({row["llm_response_id"] for row in rows}) == 267
    told = Counter((row["llm_provider"], row["is_cited"]) for row in rows)
    # ChatGPT's list was read off its links, but for two thumbnails; AI Mode shows no links
    assert told == {("openai", True): 468, ("openai", None): 2, ("google", None): 1505}
    assert {row["domain"] for row in rows if row["is_cited"] is None} > {"rtings.com", "reddit.com"}
    assert not [row for row in rows if "utm_source" in row["page_url"]]
