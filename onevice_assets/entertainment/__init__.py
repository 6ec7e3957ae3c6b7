"""The entertainment knowledge graph (seed 000): documents → entities → graph.

    documents   files of the inbox become text with pages
    entities    who and what the text names, and who is who
    graph       people, projects, organizations, documents, concepts and unions, declared once

Not here: the stores themselves (`resources`), the brand monitor (`onevice_assets.brand_monitor`).
"""
