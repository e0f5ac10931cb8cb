"""The guest runtime, written in kernel Python.

Its rooms, lowest first: values, text, numbers, json, python, library, template, engine. A room imports those below it, as its docstring
says; below all of them is `noetlc.layout`. Where a room must ask one above it, it declares a hook (`kernel/lang.py`) in its `hooks.py`.

All files share one namespace of functions, globals and static data: a name means one thing everywhere.
"""
