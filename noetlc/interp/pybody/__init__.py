"""Python step bodies in a confined process of their own (language.md 7)."""
