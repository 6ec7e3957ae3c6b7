"""One module per store: its content as streams, and the streams into an empty store."""
