"""YAML with positions, the template grammar, Python step bodies, and the checks of the language."""
