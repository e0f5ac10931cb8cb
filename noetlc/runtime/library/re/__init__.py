"""`re`: the compiler of patterns, the matcher, patterns and matches as objects."""
