"""Does the stopping rule keep its promise? Simulated days with known truth."""
