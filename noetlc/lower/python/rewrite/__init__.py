"""The Python AST to the Python AST: what has a simpler form gets it before anything is lowered. One pass per file.

Imports: facts.
"""
