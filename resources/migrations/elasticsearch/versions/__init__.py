"""What each version of the search declares; a version that was shipped is never changed."""
