"""What keeps every system's stores as they should be; nothing here belongs to one website."""
