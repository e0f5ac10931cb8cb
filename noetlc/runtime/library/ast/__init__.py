"""`ast.literal_eval`."""
