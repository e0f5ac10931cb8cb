"""Class statements, what the text says of the classes above, and `super`.

Imports: facts, rewrite, frame, arguments, modules.
"""
