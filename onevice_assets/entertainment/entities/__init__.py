"""Who and what the documents name: mentions found in text, and which of them are one entity."""
