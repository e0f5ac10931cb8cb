"""`hashlib` and `hmac`."""
