"""Class statements, members, and `super`."""
