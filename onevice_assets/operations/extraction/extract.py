"""The text of an operations document as entities, properties and relations, by rules."""

from __future__ import annotations

from datetime import date

from onevice_assets.operations.extraction.draft import Drafts
from onevice_assets.operations.extraction.extracted import Attribute, Extracted
from onevice_assets.operations.extraction.forms.fields import find_fields
from onevice_assets.operations.extraction.forms.gather import gather
from onevice_assets.operations.extraction.forms.stops import read_stops
from onevice_assets.operations.extraction.messages.read_parties import (
    read_amount_of_sentence,
    read_parties,
)
from onevice_assets.operations.extraction.messages.read_people import read_people
from onevice_assets.operations.extraction.page import MOST_CHARACTERS, Page, open_page
from onevice_assets.operations.extraction.relate import relate


def extract(text: str, *, said_on: date | None = None) -> Extracted:
    """Everything that rules read of a document; the same text gives the same rows.

    Args:
        text: of an invoice, rate confirmation, maintenance order or message; form feeds between
            pages. Of more than `MOST_CHARACTERS` the beginning is read.
        said_on: the day it was sent, for "today" and days without a year; a mail says it itself.

    Returns:
        What was found, each with its place in the text. Nothing is made up: what has no number,
        no currency or two readings is left out or in `loose`, and `issues` says so.
    """
    page = open_page(text, said_on)
    drafts = gather(page, find_fields(page))
    read_people(page, drafts)
    read_parties(page, drafts)
    read_amount_of_sentence(page, drafts)
    read_stops(page, drafts)
    _name_by_mark(drafts)
    _date_by_mail(page, drafts)
    return _finish(page, drafts, is_cut=len(text) > MOST_CHARACTERS)


def _name_by_mark(drafts: Drafts) -> None:
    """Equipment without a number goes by its plate, else its VIN."""
    if drafts.of("Equipment"):
        return
    for name in ("plate", "vin"):
        for one in [one for one in drafts.waiting if one.name == name]:
            drafts.add("Equipment", str(one.value), one.span, one.row)
        if drafts.of("Equipment"):
            return


def _date_by_mail(page: Page, drafts: Drafts) -> None:
    """Work without a labelled day was done on the first day that is named, or that of the mail."""
    if page.kind != "maintenance_order" or any(w.name == "serviced_on" for w in drafts.waiting):
        return
    if page.times.moments and not page.body:
        first = page.times.moments[0]
        span = page.span(first.start, first.end)
        drafts.wait("Equipment", "serviced_on", (first.day, span), 0, 0)
    elif page.body and page.said_on:
        at = page.text.lower().find("\ndate:") + 1
        span = page.span(at, page.text.find("\n", at))
        drafts.wait("Equipment", "serviced_on", (page.said_on.isoformat(), span), 0, 0)


def _finish(page: Page, drafts: Drafts, *, is_cut: bool) -> Extracted:
    loose = drafts.settle()
    merged = drafts.merge()
    entities = {identity: one.finish() for identity, one in merged.items()}
    for one in drafts.found:
        one.attributes = merged[one.identity].attributes
    relations = relate(page, drafts, entities)
    issues = [*drafts.issues, *_tell_issues(page, drafts, loose)]
    if is_cut:
        issues.append(
            f"Only the first {MOST_CHARACTERS:,} characters were read: send the rest by itself."
        )
    return Extracted(
        page.kind, tuple(entities.values()), tuple(relations), tuple(loose), tuple(issues)
    )


def _tell_issues(page: Page, drafts: Drafts, loose: list[Attribute]) -> list[str]:
    issues = [
        f"The date {said!r} can be read in two ways and is left out: write it as 2024-03-01."
        for said in page.times.undecided
    ]
    if page.kind == "invoice" and not drafts.of("Invoice"):
        kept = ", ".join(sorted({one.name for one in loose})) or "nothing else of it"
        issues.append(
            f"The invoice has no number, so it is not kept as one ({kept} waits in `loose`): ask "
            "its sender for the number."
        )
    if page.kind == "rate_confirmation" and not drafts.of("Load"):
        issues.append("The rate confirmation names no load: ask its sender for the number.")
    return issues
