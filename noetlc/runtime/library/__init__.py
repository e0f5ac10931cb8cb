"""Modules of the standard library for bodies, one folder or file each; `kinds` answers what the Python room asks about their objects.

Imports: values, text, numbers, json, python.
"""
