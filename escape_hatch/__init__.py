"""Plug-ins that come with noetlc. Files here are found by their path: `fnv.py` is the plug-in `fnv`."""
