"""Lists, tuples, dicts, sets, ranges, slices; iteration, unpacking, sorting.

Imports: exceptions, numbers, classes.
"""
