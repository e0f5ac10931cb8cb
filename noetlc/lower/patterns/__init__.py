"""Constant patterns of `re` as code of their own. Imports: ir, layout."""
