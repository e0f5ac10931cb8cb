"""The reference interpreter: an independent reading of the language on CPython and jinja2."""
