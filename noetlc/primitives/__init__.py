"""Tables of filters, tests, builtins, methods and modules: data and types, no code."""
