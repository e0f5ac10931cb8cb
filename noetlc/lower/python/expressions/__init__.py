"""Literals, names, operators, displays and format strings.

Imports: facts, frame, dispatch, modules.
"""
