"""What Python bodies do with values, as CPython does it. Each folder is a room of this room.

Lower rooms ask upper ones what every value answers, such as its text or its hash, through `protocol.py`.

Imports: values, text, numbers; it asks `library` through its hooks.
"""
