"""Classes that bodies define: search order, special methods, subclasses of built-in types, named tuples, enums.

Imports: exceptions, numbers.
"""
