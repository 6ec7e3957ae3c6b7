"""Stage `learnings`."""
