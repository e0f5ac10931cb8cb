"""The typed, structured intermediate representation."""
