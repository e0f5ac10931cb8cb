"""`traceback` as text. A frame is one of the body's own functions; it shows no source line, as code without a file does not."""


def format_exc(limit=None, chain=True):
    return "".join(all_lines(handled(), limit, chain))


def print_exc(limit=None, file=None, chain=True):
    write(all_lines(handled(), limit, chain), file)


def format_exception(exc, /, value=..., tb=..., limit=None, chain=True):
    return all_lines(exception_of(exc, value, tb), limit, chain, *([] if tb is ... else [tb]))


def print_exception(exc, /, value=..., tb=..., limit=None, file=None, chain=True):
    write(all_lines(exception_of(exc, value, tb), limit, chain, *([] if tb is ... else [tb])), file)


def format_exception_only(exc, /, value=...):
    return last_lines(exc if value is ... else value)


def format_tb(tb, limit=None):
    return frame_lines(tb, limit)


def print_tb(tb, limit=None, file=None):
    write(frame_lines(tb, limit), file)


def handled():
    from sys import exc_info

    return exc_info()[1]


def exception_of(exc, value, tb):
    if (value is ...) != (tb is ...):
        raise ValueError("Both or neither of value and tb must be given")
    if value is not ...:
        return value
    if exc is not None and not isinstance(exc, BaseException):
        raise TypeError(f"Exception expected for value, {type(exc).__name__} found")
    return exc


def write(lines, file):
    if file is None:
        import sys

        print("".join(lines), end="", file=sys.stderr)
        return
    for line in lines:
        file.write(line)


def all_lines(exc, limit, chain, *trace):
    parts = []
    seen = [exc]
    while True:
        tb = trace[0] if trace and exc is seen[0] else None if exc is None else exc.__traceback__
        parts.append((["Traceback (most recent call last):\n"] if frames(tb, limit) else []) + frame_lines(tb, limit) + last_lines(exc))
        if exc is None or not chain:
            break
        cause, context = exc.__cause__, exc.__context__
        if cause is not None and not any(cause is s for s in seen):
            parts.append(["\nThe above exception was the direct cause of the following exception:\n\n"])
            exc = cause
        elif context is not None and not exc.__suppress_context__ and not any(context is s for s in seen):
            parts.append(["\nDuring handling of the above exception, another exception occurred:\n\n"])
            exc = context
        else:
            break
        seen.append(exc)
    return [line for part in reversed(parts) for line in part]


def last_lines(exc):
    if exc is None:
        return ["NoneType: None\n"]
    cls = type(exc)
    name = cls.__qualname__
    if cls.__module__ not in ("__main__", "builtins"):
        name = cls.__module__ + "." + name
    text = text_of(exc, "exception")
    lines = [f"{name}: {text}\n" if text else name + "\n"]
    for note in getattr(exc, "__notes__", None) or ():
        lines += [line + "\n" for line in text_of(note, "note").split("\n")]
    return lines


def text_of(value, what):
    try:
        return str(value)
    except BaseException:
        return f"<{what} str() failed>"


def frames(tb, limit):
    found = []
    while tb is not None:
        found.append((tb.tb_lineno, tb.tb_name))
        tb = tb.tb_next
    if limit is None:
        return found
    return found[:limit] if limit >= 0 else found[limit:]


def frame_lines(tb, limit):
    lines = []
    last = None
    count = 0
    for frame in frames(tb, limit):
        if frame != last:
            lines += repeated(count)
            last = frame
            count = 0
        count += 1
        if count <= 3:
            lines.append(f'  File "<body>", line {frame[0]}, in {frame[1]}\n')
    return lines + repeated(count)


def repeated(count):
    if count <= 3:
        return []
    return [f"  [Previous line repeated {count - 3} more time{'s' if count > 4 else ''}]\n"]
