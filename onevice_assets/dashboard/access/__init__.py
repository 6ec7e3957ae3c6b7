"""Who may see what: viewers, the door before every request, the sign-in page, headers."""
