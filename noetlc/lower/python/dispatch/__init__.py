"""Functions and data made when something asks for them by name: dispatchers of methods, entries of builtins, constants."""
