"""What the text of a body says: who owns its names, what it mentions, which plug-ins it imports, and what of it is refused.

Imports: nothing of the other rooms.
"""
