"""`struct`."""
