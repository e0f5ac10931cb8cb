"""Definitions of functions, their direct calls, and annotations."""
