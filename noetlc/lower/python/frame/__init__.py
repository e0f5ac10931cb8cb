"""The IR function that is being built, its variables, and what tracebacks need of it."""
