"""Pictures that a call shows beside its last message, in the form of each wire format.

They are no part of the messages: hashes and payloads that are kept name them by their SHA-256
instead of holding them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

TOKENS: Final = 2_600
"""Most that one picture of up to 1,024 × 1,024 pixels counts for: 1,024 patches of 32 × 32 with the
largest factor OpenAI documents for its models by patches (2.46), 1,398 at Anthropic, 765 by tiles.
Its older gpt-4o-mini, which counts one for up to 25,501, is not meant.
"""


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes:
        data: its bytes; not larger than 1,024 × 1,024 pixels.
        mime_type: as `image/jpeg`.
    """

    data: bytes
    mime_type: str = "image/jpeg"

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def url(self) -> str:
        """The bytes as a `data:` address."""
        return f"data:{self.mime_type};base64,{base64.b64encode(self.data).decode()}"


def attach(
    messages: Sequence[Mapping[str, str]], pictures: Sequence[Picture], *, is_chat: bool
) -> list[dict[str, Any]]:
    """Messages as they are sent, the last one with its pictures.

    Args:
        messages: at least one where there are pictures.
        pictures: in the order they are shown.
        is_chat: chat completions; else the Responses API, whose parts are called otherwise.
    """
    sent: list[dict[str, Any]] = [dict(message) for message in messages]
    if not pictures:
        return sent
    text = {"type": "text" if is_chat else "input_text", "text": sent[-1]["content"]}
    sent[-1]["content"] = [text, *(_part(one, is_chat=is_chat) for one in pictures)]
    return sent


def _part(one: Picture, *, is_chat: bool) -> dict[str, Any]:
    if is_chat:
        return {"type": "image_url", "image_url": {"url": one.url}}
    return {"type": "input_image", "image_url": one.url}
