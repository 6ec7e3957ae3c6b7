"""`onevice bench backup`: files into a vault, again unchanged, and back; beside plain tar.

Made-up files as a lake has them: noise that packs badly (Parquet is packed), texts that pack well.
Each figure is of one run; processor time stands beside the clock, for other work on the machine.
"""

from __future__ import annotations

import random
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from resources.backup.entries import Writer, verify
from resources.backup.keys import make_key_file
from resources.backup.manifest import Manifest
from resources.backup.resource import Backups
from resources.backup.stores.files import list_files, restore_files
from resources.backup.vault import Vault

SMALL: Final = (8, 32)
FULL: Final = (32, 128, 512)
_FILE: Final = 256 * 1024
_MB: Final = 1_000_000
_ID: Final = "20260101T000000.000000Z"
Figures = dict[str, Any]


def bench_backup(sizes: tuple[int, ...] = SMALL) -> Figures:
    """Measure each size.

    Args:
        sizes: MB of content.

    Returns:
        Per size, `{size}_mb`: seconds by the clock and of the processor of tar, a first backup, a
        second one of the same, a verification and a restore; their ratio to tar; bytes written.
    """
    return {f"{size}_mb": _measure(size) for size in sizes}


def _measure(size: int) -> Figures:
    with tempfile.TemporaryDirectory(prefix="onevice-bench-") as name:
        folder = Path(name)
        source = _make_files(folder / "source", size)
        make_key_file(folder / "key")
        vault = Backups(url=(folder / "vault").as_uri(), key_file=str(folder / "key")).open()
        told: Figures = {"files": len(list(source.iterdir()))}
        told["tar"] = _time(lambda: _tar(source, folder / "plain.tar"), size)
        kept: list[tuple[Manifest, int]] = []
        told["first"] = _time(lambda: kept.append(_back_up(vault, source, None)), size)
        first, written = kept[0]
        told["second"] = _time(lambda: kept.append(_back_up(vault, source, first)), size)
        vault.write_manifest(first)
        told["verify"] = _time(lambda: verify(vault, vault.read_manifest(_ID)), size)
        back = (folder / "back").as_uri()
        told["restore"] = _time(
            lambda: restore_files(vault, first.entries, "lake", back, lambda _: None), size
        )
        told["written_mb"] = round(written / _MB, 3)
        told["second_written_mb"] = round(kept[1][1] / _MB, 3)
        told["first_to_tar"] = round(told["first"]["seconds"] / told["tar"]["seconds"], 2)
        told["second_to_first"] = round(told["second"]["seconds"] / told["first"]["seconds"], 4)
        return told


def _make_files(folder: Path, size: int) -> Path:
    """Half noise, half text, a quarter of a megabyte each; the same in every run."""
    folder.mkdir()
    words = [f"word{number} " for number in range(5000)]
    for number in range(max(2, size * _MB // _FILE)):
        chance = random.Random(number)
        noise = chance.randbytes(_FILE)
        text = "".join(chance.choices(words, k=_FILE // 9)).encode()
        (folder / f"{number:05}").write_bytes(text if number % 2 else noise)
    return folder


def _back_up(vault: Vault, source: Path, earlier: Manifest | None) -> tuple[Manifest, int]:
    writer = Writer(vault, earlier)
    entries = writer.write_all(list_files("lake", source.as_uri()), lambda _: None)
    return Manifest(_ID, "", "bench", tuple(entries)), writer.written_bytes


def _tar(source: Path, to: Path) -> None:
    with tarfile.open(to, "w") as archive:
        archive.add(source, arcname=".")


def _time(work: Callable[[], object], size: int) -> Figures:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    seconds, busy = time.perf_counter() - clock, time.process_time() - processor
    return {
        "seconds": round(seconds, 4),
        "processor_seconds": round(busy, 4),
        "mb_a_second": round(size / seconds, 1),
    }
