"""Strangers' text for a model's prompt: quoted data between markers that it cannot write itself.

Pages, documents, mails and answers say whatever their writers want. In each prompt of ours they
stand in the user's message, between markers, and the system's message says that they are data.
"""

from __future__ import annotations

from resources.identity import text_hash


def fence(label: str, body: str) -> str:
    """Quote a text.

    The marker holds 64 bits of the text's own hash: no text can close its own quotation, and the
    same text gives the same prompt, so that a repeated run finds its answer.

    Args:
        label: what it is, in capitals.
        body: the text, whatever it holds.
    """
    marker = f"{label}-{text_hash(body)[:16]}"
    return f"<<<{marker}\n{body}\n{marker}>>>"
