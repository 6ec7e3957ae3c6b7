"""How long a sender waits for its answer."""
