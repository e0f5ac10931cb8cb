"""Kernel Python, the typed subset the runtime is written in, to IR and to CPython."""
