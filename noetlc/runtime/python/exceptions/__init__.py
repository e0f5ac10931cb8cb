"""Exceptions: making, raising, matching, tracebacks.

Imports: nothing.
"""
