"""A page about a playbook for people: graph, steps, sizes, verification, diagnostics and source in one file."""
