"""Values and memory: allocation, lists, dicts, bytes, iterators, the collector and what it has to know of the rooms above, the text buffer.

Imports: nothing but the layout.
"""
