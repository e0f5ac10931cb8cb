"""The IR function that is being built: its variables, what is assigned, raised and left in it, and what tracebacks need.

Nodes are lowered by the forms of the body, which `forms.py` fills.

Imports: facts.
"""
