"""DESCRIBES of a document and the project it is about, where no page names that project.

A deck may have its project in the file's title alone. A title is believed if something else ties
the project to the graph: another document names it, or somebody is credited on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onevice_assets.entertainment.entities.assembling.protect import read_protection
from onevice_assets.entertainment.entities.assembling.sources import Sources
from onevice_assets.entertainment.graph.model.levels import tell_protection
from onevice_assets.entertainment.graph.model.rows import END, START, make_edge, make_node_id
from onevice_assets.entertainment.graph.model.rows import Row as EdgeRow


def describe_own_projects(
    sources: Sources, edges: Mapping[str, Sequence[EdgeRow]]
) -> Iterator[EdgeRow]:
    """The edges that pages do not say.

    Args:
        sources: what stands, and who is one.
        edges: those that pages say.
    """
    said = {(one[START], one[END]) for one in edges["DESCRIBES"]}
    tied = {one[end] for some in edges.values() for one in some for end in (START, END)}
    for row in sources.gathered.entities:
        project = sources.node_id("Project", row["id"]) if row["is_own_project"] else None
        document = sources.gathered.by_file[row["document_file_id"]]
        start = make_node_id("Document", document["document_id"])
        if project in tied and project is not None and (start, project) not in said:
            said.add((start, project))
            yield make_edge(
                "DESCRIBES",
                sources.gathered.organization_id,
                start,
                project,
                isMainDocument=True,
                documentPhase=document["project_phase"],
                createdAt=document["first_at"],
                **tell_protection(read_protection(document)),
            )
