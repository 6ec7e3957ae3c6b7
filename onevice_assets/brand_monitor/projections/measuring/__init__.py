"""Speed and recall of the projections, on made-up texts."""
