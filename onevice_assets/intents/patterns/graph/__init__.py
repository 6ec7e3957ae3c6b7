"""The copy of patterns in the graph."""
