"""Documents of one run: rules read all of them, a provider those that are no forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from onevice_assets.operations.extraction.asking.build_call import build_call
from onevice_assets.operations.extraction.asking.combine import combine, wants_model
from onevice_assets.operations.extraction.asking.read_reply import read_reply
from onevice_assets.operations.extraction.extract import extract
from onevice_assets.operations.extraction.extracted import Extracted
from onevice_assets.operations.extraction.page import open_page
from resources.control_plane import organizations
from resources.errors import ProviderError
from resources.llm.choose_reader import choose_reader
from resources.llm.text_reader import TextReader

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.llm.calls import Call
    from resources.llm.resource import LanguageModels
    from resources.object_store import Objects

PURPOSE: Final = "operations_extraction"


@dataclass
class OperationsReader(TextReader):
    """A provider that reads messages and letters of one run for an organization."""

    @property
    def purpose(self) -> str:
        """In the ledger."""
        return PURPOSE

    def build_call(self, text: str) -> Call:
        """The call about a document."""
        return build_call(text)

    def check(self, reply: str) -> None:
        """Make sure that a reply has a list of entities.

        Raises:
            ProviderError: it has none.
        """
        read_reply(reply, open_page("", None))


def open_reader(
    llm: LanguageModels, control: ControlPlane, objects: Objects, organization: str
) -> OperationsReader | None:
    """Whoever reads beside the rules, on an organization's account; None where nobody does.

    Raises:
        ConfigurationError: the provider that is named cannot be asked; nothing was read.
        InputError: there is no such organization.
    """
    provider = choose_reader(llm)
    if provider is None:
        return None
    with control.begin() as db:
        organization_id = organizations.find(db, organization)
    return OperationsReader(provider, llm, control, objects, organization_id)


def read_texts(
    texts: Sequence[tuple[str, date | None]], reader: OperationsReader | None = None
) -> list[Extracted]:
    """What documents say, in their order.

    Args:
        texts: each with the day it was said, if that is known.
        reader: asked about those that are no forms; None leaves all to the rules.

    Raises:
        StoreError: the ledger or the object store fails; what was paid is found again.
    """
    read = [extract(text, said_on=said_on) for text, said_on in texts]
    if reader is None:
        return read
    asked = {number for number, one in enumerate(read) if texts[number][0].strip()}
    asked = {number for number in asked if wants_model(read[number])}
    heard = reader.hear(list(dict.fromkeys(texts[number][0] for number in sorted(asked))))
    for number in sorted(asked):
        text, said_on = texts[number]
        told = heard[text]
        try:
            if told.reason:
                raise ProviderError(told.reason)
            reading = read_reply(told.reply, open_page(text, said_on))
        except ProviderError as error:
            note = f"Read by rules alone, since the provider did not: {error}"
            read[number] = replace(read[number], issues=(*read[number].issues, note))
            continue
        reader.invented += len(reading.invented)
        read[number] = combine(read[number], reading)
    return read
