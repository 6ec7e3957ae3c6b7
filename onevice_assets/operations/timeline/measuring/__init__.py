"""How fast timelines are, and whether every store answers alike."""
