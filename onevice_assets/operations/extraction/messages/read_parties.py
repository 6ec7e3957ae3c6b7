"""Customers of sentences and letterheads, by the last word of a company's name; what it costs."""

from __future__ import annotations

import re

from onevice_assets.operations.extraction.draft import Drafts
from onevice_assets.operations.extraction.page import Page
from onevice_assets.operations.extraction.values.read_money import read_money
from onevice_assets.operations.extraction.values.read_names import read_company
from onevice_assets.operations.extraction.words import list_words

_TRADE = "|".join(list_words("names", "trades"))
_RUN = rf"[A-Z][\w&'’.-]*(?:[ ](?:[A-Z&][\w&'’.-]*)){{0,4}}[ ](?i:{_TRADE})\b\.?"
_COMPANY = re.compile(rf"(?:{_RUN})(?:,? (?:Inc|LLC|Ltd)\b\.?)?")
_BEFORE = re.compile(
    r"(?i)\b(?:customer|client|broker|bill(?:ed)? to|for|to|with)[ ]{1,2}(?:the )?\(?$"
)
_AFTER_AMOUNT = re.compile(r"\b(?:for|over|of) (?=[$€£]|USD|EUR)")
_FOR_LOAD = re.compile(r"(?=[$€£])[$€£] ?[\d.,]+ (?:to the truck|flat|all[ -]in|even)\b")
_LOOK = 4_000
_HEAD_LINES = 3


def read_parties(page: Page, drafts: Drafts) -> None:
    """Add a customer that a sentence names, else the letterhead of a rate confirmation."""
    if drafts.of("Customer"):
        return
    text = page.text[:_LOOK]
    for match in _COMPANY.finditer(text, page.body):
        if _BEFORE.search(text[max(0, match.start() - 20) : match.start()]):
            drafts.add("Customer", match.group().rstrip("."), page.span(*match.span()))
            return
    if page.kind == "rate_confirmation" and page.body == 0:
        _read_letterhead(page, drafts)


def _read_letterhead(page: Page, drafts: Drafts) -> None:
    """A rate confirmation comes from the broker whose name is above it."""
    for line in [line for line in page.lines if line.cells][:_HEAD_LINES]:
        told = read_company(page.text, line.cells[0].start, line.cells[0].end)
        is_title = told is None or re.search(r"(?i)confirm|agreement|:|order\b", told[0])
        if told and not is_title and re.search(rf"(?i)\b(?:{_TRADE})\b", told[0]):
            drafts.add("Customer", told[0], page.span(told[1], told[2]))
            return


def read_amount_of_sentence(page: Page, drafts: Drafts) -> None:
    """What a sentence says that a load pays or an invoice comes to, where no label does."""
    if page.kind == "rate_confirmation" and not any(w.name == "rate" for w in drafts.waiting):
        if match := _FOR_LOAD.search(page.text, page.body):
            told = read_money(page.text, match.start(), match.end(), page.currency)
            if told:
                drafts.wait("Load", "rate", (told[0], page.span(told[1], told[2])), 0, 0)
        return
    invoices = drafts.of("Invoice")
    if len(invoices) != 1 or any(one.name == "total" for one in drafts.waiting):
        return
    at = invoices[0].spans[-1].end
    if match := _AFTER_AMOUNT.search(page.text, at, at + 80):
        told = read_money(page.text, match.end(), match.end() + 20, page.currency)
        if told:
            drafts.wait("Invoice", "total", (told[0], page.span(told[1], told[2])), 0, 0)
