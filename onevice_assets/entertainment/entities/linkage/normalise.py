"""One spelling for what is written in many: texts, addresses, telephone numbers, dates.

Pure functions of one value; an unusable value becomes None and never an error, since records of
others are full of them. Not here: names of people (`person_names`), tables (`prepare`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# letters and digits of any script; in those of India and beyond vowel signs are letters
_LETTER: Final = r"(?:[^\W_]|[\u0900-\u109f\u1780-\u17ff])"
_WORD: Final = re.compile(f"{_LETTER}+")
_JOINED: Final = re.compile(f"{_LETTER}+(?:[-/._]{_LETTER}+)+")
_NOTHING: Final = frozenset({"", "nan", "none", "null", "n/a", "na", "-", "--", "unknown"})
_APOSTROPHES: Final = re.compile(r"(?<=\w)['’`´](?=\w)")
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_LEGAL_TEXT: Final = """
inc incorporated llc llp lp ltd limited corp corporation co company gmbh ag kg sa sas sarl bv
nv ab as oy oyj spa srl plc pty pte kk
"""
_LEGAL: Final = frozenset(_LEGAL_TEXT.split())
_JOINERS: Final = frozenset({"and", "the", "of", "und", "et", "y"})
_STREET_WORDS: Final[dict[str, str]] = {
    **dict.fromkeys(("street", "str", "strt"), "st"),
    **dict.fromkeys(("avenue", "av", "aven"), "ave"),
    **dict.fromkeys(("boulevard", "boul"), "blvd"),
    **dict.fromkeys(("road", "rds"), "rd"),
    **dict.fromkeys(("drive", "drv"), "dr"),
    **dict.fromkeys(("place", "plc"), "pl"),
    **dict.fromkeys(("court", "crt"), "ct"),
    **dict.fromkeys(("crescent", "cresc", "cres"), "cr"),
    **dict.fromkeys(("parkway", "pkway"), "pkwy"),
    **dict.fromkeys(("suite",), "ste"),
    **dict.fromkeys(("floor",), "fl"),
    **dict.fromkeys(("north", "no"), "n"),
    **dict.fromkeys(("south", "so"), "s"),
    "lane": "ln", "highway": "hwy", "terrace": "ter", "circuit": "cct", "close": "cl",
    "square": "sq", "east": "e", "west": "w", "apartment": "apt", "saint": "st",
}  # fmt: skip
_NOT_A_STREET_TEXT: Final = """
st ave blvd rd dr pl ct cr pkwy ln hwy ter cct cl sq way n s e w ne nw se sw
"""
_NOT_A_STREET: Final = frozenset(_NOT_A_STREET_TEXT.split())
_AFTER_STREET_TEXT: Final = """
ste fl apt unit room rm bldg building first 1st 2nd 3rd
"""
_AFTER_STREET: Final = frozenset(_AFTER_STREET_TEXT.split())
_YEAR_FIRST: Final = re.compile(r"^(\d{4})\D?(\d{1,2})\D?(\d{1,2})")
_YEAR_LAST: Final = re.compile(r"^(\d{1,2})\D(\d{1,2})\D(\d{4})$")


def fold(value: str | None) -> str:
    """Lower case without accents and surrounding blanks, any script; "" for nothing.

    Examples:
        >>> fold(" Zoë  ÅBERG ")
        'zoe  aberg'
    """
    if value is None:
        return ""
    text = value.lower().strip()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = "".join(c for c in text if not unicodedata.combining(c)).strip()
        text = unicodedata.normalize("NFC", text)
    return "" if text in _NOTHING else text


def words(value: str | None) -> list[str]:
    """Runs of letters and digits, folded; an apostrophe inside a word is dropped ("o'neil")."""
    return _WORD.findall(_APOSTROPHES.sub("", fold(value)))


def normal_text(value: str | None) -> str | None:
    """Words joined by one blank; None where there is no word."""
    return " ".join(words(value)) or None


def text_tokens(value: str | None) -> list[str]:
    """Words, and for codes written with dashes the joined form too ("KX-TS208W" → kxts208w)."""
    text = fold(value)
    joined = (re.sub(r"[-/._]", "", code) for code in _JOINED.findall(text))
    return words(text) + [code for code in joined if any(c.isdigit() for c in code)]


def is_code(token: str) -> bool:
    """Whether a token looks like a model number: letters with digits, or four digits and more."""
    has_digit = any(c.isdigit() for c in token)
    return has_digit and (any(c.isalpha() for c in token) or len(token) >= 4)


def code_pieces(tokens: list[str], size: int = 4) -> list[str]:
    """Overlapping pieces of the codes among tokens, so that wm2688hnm is near wm2688hnbl."""
    return [
        f"#{token[i : i + size]}"
        for token in set(tokens)
        if is_code(token)
        for i in range(max(1, len(token) - size + 1))
    ]


def normal_organization(value: str | None) -> str | None:
    """Name of an organization without legal forms and joining words.

    Examples:
        >>> normal_organization("Wieden & Kennedy, Inc.")
        'wieden kennedy'
    """
    found = [word for word in words(value) if word not in _JOINERS]
    while len(found) > 1 and found[-1] in _LEGAL:
        found.pop()
    return " ".join(found) or normal_text(value)


def normal_address(value: str | None) -> str | None:
    """Address with its usual words in one spelling: "10 West 35th Street" → "10 w 35th st"."""
    return " ".join(_STREET_WORDS.get(word, word) for word in words(value)) or None


def house_number(address: str | None) -> str | None:
    """First number of a normal address, or None."""
    return next((word for word in (address or "").split() if word.isdigit()), None)


def street_name(address: str | None) -> str | None:
    """What is left of a normal address between number and suite: "35th" of "10 w 35th st fl 2"."""
    found: list[str] = []
    for word in (address or "").split():
        if word in _AFTER_STREET and found:
            break
        if not word.isdigit() and word not in _NOT_A_STREET:
            found.append(word)
        elif found and word in _NOT_A_STREET:
            break
    return " ".join(found) or None


def normal_digits(value: str | None) -> str | None:
    """Digits of a number written somehow; a float's ".0" is no digit."""
    return re.sub(r"\D", "", re.sub(r"\.0+$", "", fold(value))) or None


def normal_phone(value: str | None) -> str | None:
    """Last ten digits of a telephone number; None under five."""
    digits = normal_digits(value) or ""
    return digits[-10:] if len(digits) >= 5 else None


def normal_code(value: str | None) -> str | None:
    """Letters and digits of a code without what stands between: "tq13 8df" → tq138df."""
    return "".join(words(re.sub(r"\.0+$", "", fold(value)))) or None


def normal_email(value: str | None) -> str | None:
    """Address in lower case; None without an @."""
    text = fold(value).removeprefix("mailto:")
    return text if "@" in text else None


def normal_website(value: str | None) -> str | None:
    """Host of a web address without "www.": one site, however its address is written."""
    host = re.sub(r"^[a-z]+://", "", fold(value)).split("/")[0].removeprefix("www.")
    return host if "." in host else None


def normal_number(value: str | None) -> float | None:
    """A number or price; currency signs and thousands' commas are no part of it."""
    found = re.search(r"-?\d+(?:\.\d+)?", fold(value).replace(",", ""))
    return float(found.group()) if found else None


def normal_date(value: str | None) -> str | None:
    """Date as YYYY-MM-DD where it is one, else its digits: a typo like month 61 is evidence too.

    Eight digits are read with the year first; day and month of 3/4/1924 as day first, which is
    the same for both sides of a comparison.
    """
    text = fold(value)
    if found := _YEAR_LAST.match(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    elif found := _YEAR_FIRST.match(text):
        text = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    elif re.fullmatch(r"\d{4}(\.0)?", text):
        return text[:4]
    digits = re.sub(r"[^\d-]", "", text)
    return digits if len(digits) >= 6 else None
