"""docker-compose.yml and what it brings up, tested without Docker."""
