"""Twenty documents go through the assets into the graph; a second time nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.graphs import dump
from tests.onevice_assets.entertainment.stages.conftest import Company
from tests.onevice_assets.entertainment.twenty.build import build_folder
from tests.onevice_assets.entertainment.twenty.compare_graph import (
    Difference,
    compare_graph,
    tell,
)

pytestmark = pytest.mark.e2e

UNTOLD = {("Document", "pageCount"), ("Document", "language")}
"""Unknown of a .docx that was never laid out (ADR 27), and of a text too short to be sure of."""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The twenty documents, one of them in two versions, and a scan."""
    for package in ("fpdf", "docx", "pptx"):
        pytest.importorskip(package)
    folder = tmp_path / "twenty"
    folder.mkdir()
    return build_folder(folder)


def test_a_folder_becomes_a_graph_and_a_second_run_changes_nothing(
    company: Company, files: list[Path]
) -> None:
    batch = company.put(*files)
    company.run(batch)
    tables, graph = company.tables(), company.graph()
    with company.resources["graph"].session() as session:
        before = dump(session)
    wrong = [one for one in compare_graph(graph) if not _is_untold(one)]
    assert not wrong, tell(wrong)
    company.run(batch)
    assert company.tables() == tables
    assert not company.told["talent_graph"]["changed"]
    assert not company.told["talent_texts"]["changed"]
    with company.resources["graph"].session() as session:
        assert dump(session) == before


def _is_untold(one: Difference) -> bool:
    return (one.what[0], one.property) in UNTOLD and one.found is None
