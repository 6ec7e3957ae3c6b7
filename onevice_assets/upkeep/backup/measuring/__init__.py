"""How fast backups are."""
