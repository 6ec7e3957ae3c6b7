"""Is it a change or noise, and is the lead real: verdicts over the marts of the last days."""
