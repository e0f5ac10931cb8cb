"""What of dialects, readers and writers is not to be set."""


def assign(value, target, name):
    if isinstance(target, Options):
        if name in known:
            raise AttributeError(f"attribute '{name}' of '_csv.Dialect' objects is not writable")
        raise AttributeError(f"'_csv.Dialect' object has no attribute '{name}'")
    if name == "dialect" and isinstance(target, (Reader, Writer)):
        raise AttributeError("readonly attribute")
    if isinstance(target, Reader) and name == "line_num":
        raise AttributeError("readonly attribute")
    setattr(target, name, value)
