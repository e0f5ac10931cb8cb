"""Ints and floats: arithmetic, order, conversion between them, exact decimals of floats.

Imports: exceptions.
"""
