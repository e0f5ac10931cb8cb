"""Operators, displays and texts as expressions of the dynamic dialect."""
