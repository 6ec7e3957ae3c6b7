"""Files as pieces: CSV and JSON as rows, mails with what is attached, other files whole."""
