"""`random`."""
