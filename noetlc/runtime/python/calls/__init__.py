"""Calls of functions, classes and builtins; generators; what a body is given and gives back, what it prints.

Imports: all other rooms.
"""
