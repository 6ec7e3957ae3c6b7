"""Which form of batches a provider takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resources.llm.batch.api import BatchApi
from resources.llm.batch.messages import MessageBatches

if TYPE_CHECKING:
    from resources.llm.batch.forms import Batches
    from resources.llm.providers import Provider


def open_batches(provider: Provider) -> Batches:
    """The batches of a provider, in the form its row names."""
    return MessageBatches(provider) if provider.batch == "messages" else BatchApi(provider)
