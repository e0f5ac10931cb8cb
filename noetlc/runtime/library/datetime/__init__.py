"""`datetime`."""
