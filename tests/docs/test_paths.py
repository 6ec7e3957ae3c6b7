"""What our documents point at is there: files, folders, links, modules, targets of make."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.docs.documented_commands import ROOT

PAGES = sorted(
    path
    for pattern in ("README.md", "CONTRIBUTING.md", "NOTICE", "docs/**/*.md", "gold/*.md")
    for path in ROOT.glob(pattern)
)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_OPEN = re.compile(r"[…<>{}$]")  # stands for a name that each reader has
_PACKAGES = ("onevice_assets", "resources", "sensors", "scripts", "tests")
_OURS = (*_PACKAGES, "docs", "deploy", "dbt", "examples", "gold")
_MADE = "dbt/target"  # by whoever uses it


def test_every_path_that_a_document_names_is_there() -> None:
    named = [(where, path) for where, code in _codes() for path in _paths(code)]
    assert len(named) > 150
    assert [f"{where}: {path}" for where, path in named if not _is_there(path)] == []


def test_every_link_leads_to_a_page_and_a_heading_of_it() -> None:
    links = [(page, link) for page in PAGES for link in _LINK.findall(_prose(page))]
    assert len(links) > 100
    lost = [f"{page.relative_to(ROOT)}: {link}" for page, link in links if not _leads(page, link)]
    assert lost == []


def test_every_module_and_every_target_of_make_that_is_to_be_run_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+)[ a-z0-9-]*:", makefile, re.M))
    codes = list(_codes())
    made = [(at, one) for at, code in codes for one in re.findall(r"^make ([a-z0-9-]+)", code)]
    run = [(at, one) for at, code in codes for one in re.findall(r"python -m ([\w.]+)", code)]
    assert min(len(made), len(run)) > 10
    lost = [f"{at}: make {one}" for at, one in made if one not in targets]
    lost += [f"{at}: python -m {one}" for at, one in run if not importlib.util.find_spec(one)]
    assert lost == []


def _codes() -> Iterator[tuple[str, str]]:
    """Where it stands, and each piece of code of our pages, one line at most."""
    for page in PAGES:
        is_fenced = False
        for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
            is_fenced ^= line.lstrip().startswith("```")
            is_code = is_fenced or line.startswith("    ")
            for code in [line.strip()] if is_code else _CODE.findall(line):
                yield f"{page.relative_to(ROOT)}:{number}", code


def _paths(code: str) -> Iterator[str]:
    """The words of a piece of code that are paths of our repository."""
    for word in code.split():
        path = word.strip("()[],;:'\"").split("::")[0]
        is_path = path.split("/")[0] in _OURS and "/" in path and not _OPEN.search(path)
        if is_path or re.fullmatch(r"test_\w+\.py", path):
            yield path


def _is_there(path: str) -> bool:
    """From the root, or below `tests/`, as the table of docs/security.md says it means them."""
    if path.startswith(_MADE):
        return True
    if "/" not in path:
        return path in _tests()
    return any(ROOT.glob(path)) or any((ROOT / "tests").glob(path))


@cache
def _tests() -> set[str]:
    return {one.name for one in (ROOT / "tests").rglob("test_*.py")}


def _leads(page: Path, link: str) -> bool:
    if "://" in link or link.startswith("mailto:"):
        return True
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return False
    return not anchor or anchor in _anchors(target)


def _prose(page: Path) -> str:
    """What is no code of a page."""
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    return _CODE.sub("", text)


def _anchors(page: Path) -> set[str]:
    """The headings of a page as GitHub names them: small, dashes for blanks, no signs."""
    headings = re.findall(r"^#+ +(.+?) *$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}
