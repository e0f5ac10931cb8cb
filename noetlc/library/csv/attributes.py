"""What of dialects, readers and writers is not to be set or deleted."""


def assign(value, target, name):
    refuse(target, name)
    setattr(target, name, value)


def unset(target, name):
    refuse(target, name)
    delattr(target, name)


def refuse(target, name):
    if not isinstance(target, (Dialect_by, reader_by, writer_by)):
        return
    if isinstance(target, Dialect_by) and name in ("delimiter", "escapechar", "lineterminator", "quotechar", "quoting"):
        raise AttributeError(f"attribute '{name}' of '_csv.Dialect' objects is not writable")
    if name in (known if isinstance(target, Dialect_by) else ("dialect", "line_num") if isinstance(target, reader_by) else ("dialect",)):
        raise AttributeError("readonly attribute")
    kind = "Dialect" if isinstance(target, Dialect_by) else "reader" if isinstance(target, reader_by) else "writer"
    raise AttributeError(f"'_csv.{kind}' object has no attribute '{name}'")
