"""Simple statements, `try`, `with` and `match`.

Imports: facts, frame, modules, functions, expressions.
"""
