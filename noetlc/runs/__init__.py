"""What runs leave: commands with their calls and outcomes, and effects (results, objects, events) that take place once.

The tables lie beside those of the catalog, in the same database; service and worker share them.
"""
