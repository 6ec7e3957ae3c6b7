"""The OneVice knowledge graph (seed 000): documents of a production company, read and searched."""
