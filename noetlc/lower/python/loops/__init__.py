"""Iteration: what loops run over, and comprehensions."""
