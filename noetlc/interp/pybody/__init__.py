"""Python step bodies in a confined process of their own (dsl 6)."""
