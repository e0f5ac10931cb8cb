"""The host tools: one file per tool kind, and what they share (errors, secrets, resources)."""
