"""Differential verification of a module against the interpreter."""
