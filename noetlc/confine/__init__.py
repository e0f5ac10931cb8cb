"""Processes for what nobody has checked: a zygote that only imports and forks, and the trees that are forked from it.

Knows nothing of playbooks: what runs in a tree is a *role*, a module with `prepare()` (called once, in the zygote, before anything
of a playbook exists) and `serve(channel, settings)` (called in the tree's root process, on the socket to the parent).
"""
