"""`json.dumps` and `json.loads` with their options."""
