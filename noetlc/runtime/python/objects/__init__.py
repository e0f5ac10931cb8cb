"""What every value has: attributes, class, equality, order, hash, length, items, text, conversions.

Imports: exceptions, numbers, classes, containers, strings.
"""
