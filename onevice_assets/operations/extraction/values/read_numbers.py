"""Numbers that tell things apart: of invoices, loads and units, VINs, plates, odometers, phones."""

from __future__ import annotations

import re

from onevice_assets.operations.extraction.extracted import Distance

_NUMBER = re.compile(
    r"(?:#[ ]?)?(?P<n>(?=[A-Za-z/-]{0,8}\d)[A-Za-z0-9]{1,16}(?:[-/][A-Za-z0-9]{1,12}){0,4})"
    r"(?![\w@]|[.,:]\d)"
)
_LETTERS = re.compile(r"(?P<n>[A-Z]{1,4}(?:-[A-Z0-9]{1,6}){1,2})(?!\w)")
_SERIES = re.compile(r"[A-Z]{2,4}[ ](?=\d{3,}(?!\w))")
_NO_NUMBER = re.compile(
    r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th|am|pm|k|hrs?|h|lbs?|mi|km)",
    re.IGNORECASE,
)
_NOT_ONE = re.compile(
    r"[ ]?(?:%|°)|[ ](?:mi|miles|km|lbs?|pounds|pallets?|hours?|hrs?|h|min|minutes|days?|stops?|"
    r"am|pm|pieces|cases|loads|units|trucks|trailers)\b",
    re.IGNORECASE,
)
_VIN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{17}(?![A-Za-z0-9])")
_MEND = str.maketrans({"O": "0", "Q": "0", "I": "1"})
_PLATE = re.compile(r"[A-ZÄÖÜ0-9](?:[ -]?[A-ZÄÖÜ0-9]){2,11}(?![\w])")
_EUROPEAN = re.compile(
    r"(?:[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[ -]?\d{1,4}|[A-Z]{2}-\d{3}-[A-Z]{2}"
    r"|[A-Z]{2} \d{2}[- ][A-Z0-9]{3}|[A-Z]{2} \d{4,5})(?![\w-])"
)
_STATE = re.compile(r"[A-Z]{2}[ ](?=[A-Z0-9-]{4,})")
_DISTANCE = re.compile(
    r"(?P<n>\d{1,3}(?:[., ]\d{3})+|\d{2,7})(?![\d/:]|[.,]\d)[ ]?(?P<u>mi(?:les)?\b|km\b)?",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w-])(?:\+?1[ .-])?\(?(\d{3})\)?[ .-]?(\d{3})[ .-](\d{4})(?!\w)")


def read_number(text: str, start: int, end: int, *, least: int = 1) -> tuple[str, int, int] | None:
    """The number that begins a value, with its place: "INV-2024-0117", "# 5512", "T-19".

    Of a number after letters of its own, "RC 118204", the digits count.

    Args:
        text: digits mended.
        start: of the value.
        end: of the value.
        least: letters and digits that it must have.

    Returns:
        None where the value begins otherwise, or is a date, a time, an amount or a count.
    """
    series = _SERIES.match(text, start, end) if least > 1 else None
    start = series.end() if series else start
    match = _NUMBER.match(text, start, end) or _LETTERS.match(text, start, end)
    if match is None or match.end() - start > 40:
        return None
    said = match["n"]
    if _NO_NUMBER.fullmatch(said) or _NOT_ONE.match(text, match.end()):
        return None
    return (said, match.start("n"), match.end("n")) if len(said.strip("-/")) >= least else None


def read_vin(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """The first vehicle identification number; it never has I, O or Q, which scans put in."""
    for match in _VIN.finditer(text, start, end):
        said = match.group().upper().translate(_MEND)
        if 5 <= sum(c.isdigit() for c in said) < 17:
            return said, match.start(), match.end()
    return None


def read_plate(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """A plate at the beginning of a value, without the state before it."""
    state = _STATE.match(text, start, end)
    match = _PLATE.match(text, state.end() if state else start, end)
    if match is None or not any(c.isdigit() for c in match.group()):
        return None
    return match.group(), match.start(), match.end()


def read_registration(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """A European plate at the beginning of a value: "HH-SK 4471", "BX 41 227"."""
    match = _EUROPEAN.match(text, start, end)
    return (match.group(), match.start(), match.end()) if match else None


def read_distance(text: str, start: int, end: int, usual: str) -> tuple[Distance, int, int] | None:
    """What an odometer shows, at the beginning of a value.

    Args:
        text: digits mended.
        start: of the value.
        end: of the value.
        usual: unit of a number without one.
    """
    match = _DISTANCE.match(text, start, end)
    if match is None:
        return None
    unit = (match["u"] or usual).lower()[:2]
    value = int(re.sub(r"\D", "", match["n"]))
    return Distance(value, unit), match.start("n"), match.end("n")


def read_phone(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """The first American telephone number, as 312-555-0119."""
    match = _PHONE.search(text, start, end)
    return ("-".join(match.groups()), match.start(), match.end()) if match else None
