"""Numbers as decimal text and back, exactly rounded.

Imports: values.
"""
