"""Python step bodies to IR. `body.py` is the way in, `forms.py` says which function lowers which node, the rest lies in rooms.

A body is read (`facts/`), rewritten as Python (`rewrite/`), and lowered node by node into frames (`frame/`); what compiled code asks
for by name is made in `dispatch/`. Each room imports what its docstring names; `tests/runtime/test_core_rooms.py` holds it. *Library*
means the modules in plain Python (`noetlc/library/`), what bodies use of them becomes part of the body; other modules are just modules.
"""
