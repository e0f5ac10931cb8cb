"""Templates to IR."""
