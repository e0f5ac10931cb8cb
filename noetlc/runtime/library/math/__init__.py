"""`math`, and the elementary functions beneath it."""
