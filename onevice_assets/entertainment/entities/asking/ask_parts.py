"""Parts of pages read by a provider; what of its replies stands is what the page says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from onevice_assets.entertainment.entities.asking.build_call import build_call
from onevice_assets.entertainment.entities.asking.read_reply import ModelReading, read_reply
from resources.errors import ProviderError
from resources.llm.text_reader import Heard, TextReader

if TYPE_CHECKING:
    from resources.llm.calls import Call

PURPOSE: Final = "document_entities"


@dataclass
class Reader(TextReader):
    """A provider that reads the pages of one run for an organization."""

    @property
    def purpose(self) -> str:
        """In the ledger."""
        return PURPOSE

    def build_call(self, text: str) -> Call:
        """The call about a part of a page."""
        return build_call(text)

    def check(self, reply: str) -> None:
        """Make sure that a reply has a list of people.

        Raises:
            ProviderError: it has none.
        """
        read_reply(reply, "")

    def read(self, heard: Heard, text: str, page: int, start: int) -> ModelReading | str:
        """What of a reply stands, or why nothing of it does."""
        if heard.reason:
            return heard.reason
        try:
            reading = read_reply(heard.reply, text, page, start)
        except ProviderError as error:
            self.refused[str(error)] += 1
            return str(error)
        self.invented += len(reading.invented)
        return reading
