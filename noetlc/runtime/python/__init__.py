"""What Python bodies do with values, as CPython does it. Each folder is one subject; they know each other, because Python does.

Imports: values, text, numbers; it asks `library` through its hooks.
"""
