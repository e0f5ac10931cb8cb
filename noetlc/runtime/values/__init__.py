"""Values and memory: allocation, lists, dicts, the collector, the text buffer, and what the collector has to know of the rooms above.

Imports: nothing but the layout.
"""
