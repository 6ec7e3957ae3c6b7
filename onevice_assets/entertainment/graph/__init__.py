"""Stage `graph`: the declared model (`model/`) and what writes it to the graph."""
