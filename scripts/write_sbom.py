"""Writes what is locked as a CycloneDX 1.6 bill of materials, with the licences as their files say.

    python -m scripts.write_sbom --to dist            dist/sbom.cdx.json, dist/licences.tsv

Names, versions and hashes come from requirements.lock; licences, authors and what needs what from
the metadata of what is installed here. The same lock and environment give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_LONGEST = 100


@dataclass(frozen=True)
class Locked:
    """A locked package: what it is, and the SHA-256 of each file it may be installed from."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its package URL, which the bill calls it by."""
        return f"pkg:pypi/{self.name}@{self.version}"


def read_lock(text: str) -> list[Locked]:
    """The packages of a lock file, by name.

    Args:
        text: of `requirements.lock`.
    """
    found = []
    for block in re.split(r"\n(?=\S)", text):
        if pin := _PIN.match(block):
            found.append(
                Locked(canonicalize_name(pin[1]), pin[2], tuple(sorted(_HASH.findall(block))))
            )
    return sorted(found, key=lambda one: (one.name, one.version))


def tell_licence(name: str) -> str:
    """What an installed package says its licence is; empty where it is not installed or silent."""
    made = _installed(name)
    if made is None:
        return ""
    told = made.metadata.get("License-Expression") or ""
    classified = [
        one.rpartition("::")[2].strip()
        for one in made.metadata.get_all("Classifier") or []
        if one.startswith("License ::") and one.count("::") > 1
    ]
    written = (made.metadata.get("License") or "").strip().split("\n", 1)[0]
    return told or ", ".join(classified) or (written if len(written) <= _LONGEST else "")


def describe(locked: list[Locked]) -> dict[str, Any]:
    """The bill of materials as CycloneDX wants it."""
    own = f"pkg:pypi/onevice-assets@{version('onevice-assets')}"
    known = {one.name: one.purl for one in locked}
    needs = [
        {"ref": one.purl, "dependsOn": sorted({known[n] for n in _needs(one.name) if n in known})}
        for one in locked
    ]
    direct = sorted({known[n] for n in _needs("onevice-assets") if n in known})
    parts = [_component(one) for one in locked]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(parts, sort_keys=True))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "onevice-assets",
                "version": version("onevice-assets"),
                "purl": own,
            }
        },
        "components": parts,
        "dependencies": [{"ref": own, "dependsOn": direct}, *needs],
    }


def _component(one: Locked) -> dict[str, Any]:
    licence = tell_licence(one.name)
    return {
        "type": "library",
        "bom-ref": one.purl,
        "name": one.name,
        "version": one.version,
        "purl": one.purl,
        **({"licenses": [{"license": {"name": licence}}]} if licence else {}),
        "properties": [{"name": "onevice:lock:sha256", "value": each} for each in one.hashes],
    }


def _needs(name: str) -> list[str]:
    made = _installed(name)
    return [canonicalize_name(Requirement(one).name) for one in (made and made.requires) or []]


@cache
def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def main() -> None:
    """Write both files."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--to", type=Path, default=ROOT / "dist", help="folder to write to")
    folder: Path = asked.parse_args().to
    locked = read_lock((ROOT / "requirements.lock").read_text("utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    bill = json.dumps(describe(locked), indent=1, ensure_ascii=False)
    (folder / "sbom.cdx.json").write_text(f"{bill}\n", "utf-8")
    lines = [f"{one.name}\t{one.version}\t{tell_licence(one.name) or '?'}\n" for one in locked]
    (folder / "licences.tsv").write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
