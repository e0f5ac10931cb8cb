"""Statements: simple ones, `try`, `with` and `match`."""
