"""Python step bodies to IR."""
