"""Modules of the standard library, a row each that says all about it; `noetlc/primitives/modules.py` has the views that others read."""
