"""Definitions of functions, their decorators, and calls that need no function object.

Imports: facts, frame, arguments.
"""
