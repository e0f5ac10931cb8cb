"""Imports, and what names of modules, of their members and of built-in classes mean.

Imports: facts, frame, arguments.
"""
