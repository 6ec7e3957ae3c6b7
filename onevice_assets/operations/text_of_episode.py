"""The text of a kept document or mail: of a .pdf or .docx by the converter, in a child process."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from onevice_assets.converting.converted import HINTS, Limits
from onevice_assets.converting.converter import Converter, check_installed
from onevice_assets.operations.episodes.reading.read_mail import read_mail, write_mail
from resources.document_inbox import fetch_file
from resources.errors import InputError

if TYPE_CHECKING:
    from resources.object_store import Objects
    from resources.operation_tables.episodes import Episode

_LIMITS: Final = Limits(pages=500, characters=200_000)


class NoTextError(InputError):
    """A document gives no text.

    Attributes:
        detail: what was found.
        what_to_do: next step of whoever has it.
    """

    def __init__(self, detail: str, what_to_do: str) -> None:
        """Say both."""
        super().__init__(f"{detail} {what_to_do}")
        self.detail, self.what_to_do = detail, what_to_do


class Texts:
    """Gives texts of episodes; a context manager, so that no child process stays behind."""

    def __init__(self, objects: Objects) -> None:
        """Hold the store of their bytes; nothing is started yet."""
        self._objects, self._converter = objects, Converter(_LIMITS)
        self._folder = tempfile.TemporaryDirectory(prefix="onevice-texts-")

    def __enter__(self) -> Self:
        """The child starts with the first file that needs it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the child, remove the folder."""
        self._converter.__exit__(kind, error, trace)
        self._folder.cleanup()

    def read(self, episode: Episode) -> str:
        """The text of a document or mail; form feeds between pages.

        Raises:
            NoTextError: it gives none.
            ConfigurationError: a reader's package is not installed.
            StoreError: the object store does not answer.
        """
        content = episode.content
        if episode.kind == "email":
            return write_mail(content)
        if "text" in content:
            return str(content["text"])
        name, file = str(content.get("filename", "")), Path(self._folder.name) / "file"
        try:
            fetch_file(self._objects, str(episode.stored_at), file)
        except FileNotFoundError:
            detail = f"Its bytes are no longer in the object store ({episode.stored_at})."
            raise NoTextError(detail, "Add it again: it is then read.") from None
        if name.lower().endswith(".eml"):
            return write_mail(read_mail(io.BytesIO(file.read_bytes()), name)[0].content)
        check_installed()
        done = self._converter.convert(file, name)
        if done.reason is not None:
            raise NoTextError(done.detail, HINTS[done.reason])
        return "\f".join(page.text for page in done.pages)
