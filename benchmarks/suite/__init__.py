"""Ordinary Python programs on noetlc, CPython, PyPy and mypyc, side by side; see benchmarks/README.md."""
