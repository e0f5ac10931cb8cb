"""What the library modules written in Python for numbers (`cmath`, `decimal`) leave to the runtime: their most frequent operations."""
