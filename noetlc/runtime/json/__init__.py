"""JSON text to values and back.

Imports: values, text, numbers.
"""
