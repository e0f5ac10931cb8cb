"""A run of a playbook: steps, routing, loops, tools of the host, plug-ins, the report.

Imports: all other rooms.
"""
