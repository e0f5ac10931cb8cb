"""Modules of the standard library in the Python that bodies are compiled from.

The sources here are never imported: what a body uses of them is compiled together with the body (`lower/python/rewrite/library.py`).
"""
