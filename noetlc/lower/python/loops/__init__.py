"""Iteration: loops, comprehensions, and functions called for each item.

Imports: facts, frame, modules, functions.
"""
