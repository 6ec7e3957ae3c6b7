"""What looks like a person, an organization, a place or the title of a project in a text."""
