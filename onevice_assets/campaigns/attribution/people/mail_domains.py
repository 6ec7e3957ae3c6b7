"""Domains whose mailboxes anybody may have, and those whose last an hour. Neither list is whole."""

from __future__ import annotations

from typing import Final

FREE: Final = frozenset(
    (
        "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.uk", "yahoo.fr", "yahoo.de",
        "ymail.com", "hotmail.com", "hotmail.co.uk", "hotmail.fr", "outlook.com", "outlook.de",
        "live.com", "msn.com", "icloud.com", "me.com", "mac.com", "aol.com", "proton.me",
        "protonmail.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de", "freenet.de",
        "mail.com", "mail.ru", "yandex.ru", "yandex.com", "zoho.com", "orange.fr", "free.fr",
        "laposte.net", "libero.it", "virgilio.it", "hey.com", "fastmail.com", "tutanota.com",
        "qq.com", "163.com", "126.com", "naver.com", "rediffmail.com", "comcast.net", "verizon.net",
        "att.net", "sbcglobal.net", "btinternet.com", "bigpond.com", "uol.com.br", "bol.com.br",
    )
)  # fmt: skip
DISPOSABLE: Final = frozenset(
    (
        "mailinator.com", "guerrillamail.com", "guerrillamail.info", "sharklasers.com",
        "10minutemail.com", "tempmail.com", "temp-mail.org", "yopmail.com", "yopmail.fr",
        "trashmail.com", "trashmail.de", "getnada.com", "dispostable.com", "maildrop.cc",
        "throwawaymail.com", "fakeinbox.com", "mintemail.com", "mohmal.com", "spamgourmet.com",
        "mailnesia.com", "emailondeck.com", "moakt.com", "wegwerfmail.de", "byom.de",
        "discard.email", "mailcatch.com", "tempr.email", "burnermail.io", "33mail.com",
        "inboxkitten.com",
    )
)  # fmt: skip


def sort_of(email: str) -> str:
    """`business`, `free` or `disposable`, by the domain or any it is below of."""
    parts = email.rpartition("@")[2].split(".")
    domains = {".".join(parts[at:]) for at in range(len(parts) - 1)}
    return "disposable" if domains & DISPOSABLE else "free" if domains & FREE else "business"
