"""Calls and attributes: which function runs, and builtins that are more than a call of the runtime.

Imports: facts, frame, arguments, dispatch, modules, functions, expressions, loops, classes.
"""
