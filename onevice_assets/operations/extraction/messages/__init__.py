"""Free text: who writes, whose truck it is, from when."""
