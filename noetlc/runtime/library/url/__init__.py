"""`urllib.parse`."""
