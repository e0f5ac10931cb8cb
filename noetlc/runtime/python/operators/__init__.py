"""Operators on any operands; methods of numbers.

Imports: exceptions, numbers, classes, containers, strings, objects.
"""
