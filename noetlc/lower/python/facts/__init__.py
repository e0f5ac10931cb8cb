"""What the text of a body says: who owns its names, what it mentions, which lines it has. Nothing is rewritten or lowered here."""
