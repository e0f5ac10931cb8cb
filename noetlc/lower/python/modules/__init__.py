"""Imports, members of modules and of plug-ins, and calls of them."""
