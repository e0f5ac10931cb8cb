"""Strings: their bytes and code points, constants, quoting, character classes, HTML entities.

Imports: values.
"""
