"""Exceptions: making, raising, matching, tracebacks."""
