"""Whether a block stands where an answer lists options, as far as the title above it says."""

from __future__ import annotations

from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Block, Document
from onevice_assets.brand_monitor.brand_states.reading.read_cues import cues_of


def is_options_section(document: Document, block: Block) -> bool:
    """Whether the section above a block lists options; a block below no title may be one."""
    if block.section < 0:
        return True
    section = document.blocks[block.section]
    title = document.text[section.body : section.head_end]
    return cues_of(document.language).not_options.search(title) is None
