"""Calls of anything, and builtins that are more than a call of the runtime."""
