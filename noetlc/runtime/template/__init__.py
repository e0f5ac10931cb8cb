"""Template values, operators, filters and tests.

Imports: values, text, numbers, json, python; it asks `engine` through its hooks.
"""
