"""Operators and numbers: arithmetic on ints and floats, operators on any operands."""
