"""Rows to what stands on the page: components and figures, no reading and no measuring."""
