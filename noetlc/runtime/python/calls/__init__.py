"""Functions, calls and generators; what a body is given and gives back, what it prints."""
