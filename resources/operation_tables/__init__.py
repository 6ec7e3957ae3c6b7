"""Tables of schema `operations` beside the timeline: episodes, entities, quarantine."""
