"""Functions and data that are made when something asks for them by name: dispatchers of methods, entries of builtins, constants.

Imports: facts, frame, arguments.
"""
