"""Logs that somebody imports: one line is one thing somebody asked."""
