"""An e-mail (.eml) as an episode, and what is attached to it as pieces of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import IO, Any, Final

from onevice_assets.operations.episodes.reading.piece import Text
from resources.errors import InputError

MOST_BYTES: Final = 64 * 1024**2
LONGEST_TEXT: Final = 200_000
_SHOWN: Final = ("from", "to", "date", "subject")
_ENDS: Final = re.compile(r"(?i)<br\b[^>]*>|</(?:p|div|tr|li|h[1-6]|table|ul|ol)\s*>")
_CELLS: Final = re.compile(r"(?i)</t[dh]\s*>")
_HEADERS: Final = ("from", "to", "cc", "subject", "date", "message-id", "in-reply-to")


def read_mail(file: IO[bytes], name: str) -> tuple[Text, list[tuple[str, bytes]]]:
    """Read a mail.

    Args:
        file: its bytes.
        name: of the file.

    Returns:
        The mail, and its attachments by name.

    Raises:
        InputError: it is too large, or no mail.
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError(f"It is over {MOST_BYTES >> 20} MiB: deliver what is attached by itself.")
    mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(data)
    if not mail["from"] and not mail["subject"] and not mail["message-id"]:
        raise InputError("It has no head of a mail (From, Subject, Message-ID): export it as .eml.")
    headers = {one: clean(str(mail[one])) for one in _HEADERS if mail[one]}
    sent = getattr(mail["date"], "datetime", None)
    text = Text(
        "email",
        {**headers, "text": clean(_read_body(mail))[:LONGEST_TEXT]},
        data,
        own_key=headers.get("message-id", "").strip()[:500] or None,
        event_at=sent.isoformat() if sent is not None and sent.tzinfo is not None else None,
        file=name,
    )
    return text, list(_list_attachments(mail))


def write_mail(content: Mapping[str, Any]) -> str:
    """A mail as one text: its head, and what it says."""
    head = [f"{name.title()}: {content[name]}" for name in _SHOWN if content.get(name)]
    return "\n".join([*head, "", str(content.get("text", ""))])


def clean(text: str) -> str:
    """Text that every store can hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _read_body(mail: EmailMessage) -> str:
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, KeyError):  # a character set nobody knows
        payload = body.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return _read_html(text) if body.get_content_subtype() == "html" else text


def _read_html(html: str) -> str:
    """The words of a mail that is HTML alone: lines as it shows them, cells apart by tabs."""
    from selectolax.lexbor import LexborHTMLParser

    plain = " ".join(html.split())
    tree = LexborHTMLParser(_ENDS.sub(lambda end: f"{end.group()}\n", _CELLS.sub("\t", plain)))
    tree.strip_tags(["script", "style", "head"])
    lines = (tree.body.text() if tree.body is not None else "").splitlines()
    return "\n".join(line.strip() for line in lines)


def _list_attachments(mail: EmailMessage) -> Iterator[tuple[str, bytes]]:
    for number, part in enumerate(mail.iter_attachments(), 1):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            yield (part.get_filename() or f"attachment {number}")[:200], payload
