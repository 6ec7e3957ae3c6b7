"""All of a client's files as rows of `content`; only what is new is opened.

A model's profile was paid for and stands until somebody asks for another: measuring never takes
its place. Where a model does not answer, the file is measured, the row's notes say so, and the
next run asks again.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from onevice_assets.campaigns.content.describe import VERSION, describe_measured
from onevice_assets.campaigns.content.measuring.measured import HINTS, Measured, Reason
from onevice_assets.campaigns.content.measuring.reader import Reader, Reading
from onevice_assets.campaigns.content.profile import MEASURED, Profile, Sure
from resources.campaign_files import ContentFile
from resources.document_inbox import fetch_file
from resources.errors import BudgetError, ProviderError, ProviderRefusedError
from resources.identity import derived_id

if TYPE_CHECKING:
    from resources.control_plane.campaign_clients import Client
    from resources.object_store import Objects
    from resources.progress import Task

Row = dict[str, Any]

READER_VERSION: Final = VERSION
_MAY_PASS: Final = (Reason.NO_LIBRARY, Reason.OUT_OF_MEMORY, Reason.TIMED_OUT, Reason.CRASHED)
"""Reasons that another machine, or another day, may not have: such files are opened again."""


@dataclass(frozen=True)
class Seen:
    """A file as a model is shown it: figures, and small JPEG pictures in order."""

    file: ContentFile
    measured: Measured
    pictures: Sequence[bytes]


class Looks(Protocol):
    """A model that looks at creatives."""

    def profile(self, seen: Seen) -> Profile:
        """What a creative shows.

        Raises:
            ProviderError, BudgetError: it was not asked, or gave no usable answer.
        """


@dataclass
class Files:
    """Reads the files of one client.

    Attributes:
        objects: where they lie.
        client: whose they are.
        reader: measures.
        looks: the model that is asked too; none: what is measured is all.
        asked: files that a model profiled in this run.
    """

    objects: Objects
    client: Client
    reader: Reader = field(default_factory=Reader)
    looks: Looks | None = None
    asked: int = 0

    def read(
        self, files: Iterable[ContentFile], kept: Iterable[Mapping[str, Any]], task: Task
    ) -> list[Row]:
        """Rows of all files, by hash; those that stand already are taken as they are.

        Args:
            files: as `list_content` has them.
            kept: rows of the last run.
            task: counts files.

        Raises:
            StoreError: the object store does not answer; nothing was lost.
        """
        standing = {row["content_hash"]: row for row in kept}
        rows = []
        for file in files:
            row = standing.get(file.content_hash)
            rows.append(dict(row) if row and self._stands(row) else self._read(file))
            task.advance()
        return sorted(rows, key=lambda one: str(one["content_hash"]))

    def _stands(self, row: Mapping[str, Any]) -> bool:
        if row["failure_reason"]:
            return row["failure_reason"] not in _MAY_PASS
        if row["profiled_by"] != MEASURED:
            return True
        return self.looks is None and row["profile_version"] == VERSION

    def _read(self, file: ContentFile) -> Row:
        with tempfile.TemporaryDirectory(prefix="onevice-creative-") as name:
            folder = Path(name)
            reading = self._measure(file, folder)
            if reading.measured is None:
                return self._tell_failure(file, reading)
            pictures = [
                (folder / f"{number}.jpg").read_bytes()
                for number in range(reading.measured.pictures)
            ]
        profile, note = self._look(Seen(file, reading.measured, pictures))
        return self._tell(file, reading.measured, profile, note)

    def _measure(self, file: ContentFile, folder: Path) -> Reading:
        local = folder / "file"
        try:
            digest = fetch_file(self.objects, file.path, local)
        except FileNotFoundError:
            return Reading(reason=Reason.GONE, detail="It was listed, and then gone.")
        if digest != file.content_hash:
            detail = "Its bytes are not those that it was taken with."
            return Reading(reason=Reason.BROKEN, detail=detail)
        return self.reader.read(local, folder)

    def _look(self, seen: Seen) -> tuple[Profile, str]:
        """What it shows, and why no model said so where one should have."""
        why = ""
        if self.looks is not None:
            try:
                profile = self.looks.profile(seen)
            except (ProviderError, BudgetError) as error:
                if isinstance(error, BudgetError | ProviderRefusedError):
                    self.looks = None  # the next files would be told the same
                why = f"only measured, for the model was not had: {error}"
            else:
                self.asked += 1
                return profile, ""
        return describe_measured(seen.measured, seen.file.name), why

    def _tell(self, file: ContentFile, measured: Measured, profile: Profile, note: str) -> Row:
        return {
            **self._about(file),
            "processing_status": "profiled",
            "sort": measured.sort,
            "format": measured.format,
            "width": measured.width,
            "height": measured.height,
            "resolution": f"{measured.width}x{measured.height}",
            "duration_seconds": measured.duration_seconds,
            "brightness": measured.brightness,
            "contrast": measured.contrast,
            "saturation": measured.saturation,
            "colors": json.dumps(measured.colors),
            "notes": json.dumps([*measured.notes, *([note] if note else [])]),
            "profiled_by": profile.profiled_by,
            "profile_version": profile.version,
            "description": profile.description,
            "tones": _tell_sure(profile.tones),
            "aesthetics": _tell_sure(profile.aesthetics),
            "narrative_elements": _tell_sure(profile.narrative_elements),
            "color_palettes": json.dumps(profile.color_palettes),
            "compositions": json.dumps(profile.compositions),
            "profile_date": profile.profiled_at or file.uploaded_at,
        }

    def _tell_failure(self, file: ContentFile, reading: Reading) -> Row:
        reason = reading.reason or Reason.BROKEN
        nothing = json.dumps([])
        lists = ("colors", "notes", "tones", "aesthetics", "narrative_elements")
        return {
            **self._about(file),
            **dict.fromkeys((*lists, "color_palettes", "compositions"), nothing),
            "processing_status": "error",
            "failure_reason": reason.value,
            "failure_detail": reading.detail,
            "what_to_do": HINTS[reason],
            "profile_version": READER_VERSION,
        }

    def _about(self, file: ContentFile) -> Row:
        client = self.client
        identity = derived_id(client.created_at, "content", client.id, file.content_hash)
        return {
            "id": identity,
            "organization_id": client.organization_id,
            "brand_id": client.id,
            "content_hash": file.content_hash,
            "filename": file.name,
            "s3_key": file.path,
            "s3_url": f"{self.objects.url.rstrip('/')}/{file.path}",
            "file_size_bytes": file.size,
            "failure_reason": None,
            "status": "active",
            "upload_date": file.uploaded_at,
            "created_at": file.uploaded_at,
        }


def _tell_sure(names: Sure) -> str:
    return json.dumps([{"name": name, "confidence": sure} for name, sure in names])
