"""Made-up graphs, and how fast they are asked. Not here: the graph's own writer."""
