"""The system playbooks compiled, interpreted, in plain Python and by hand in Rust: `python -m benchmarks system`, from the root."""
