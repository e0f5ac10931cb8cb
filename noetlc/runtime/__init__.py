"""The guest runtime, written in kernel Python."""
