"""`warnings`: what filters let through is recorded, raised, or shown; nobody sees what is shown, as a body's stderr is its own."""


class Filters:
    """Those in force, the first that fits says what happens; what was said since they changed."""

    def __init__(self):
        self.items = initial()
        self.said = set()  # texts and categories
        self.once = set()  # the same, of the action that remembers for ever
        self.record = None  # where warnings are recorded

    def changed(self):
        self.said.clear()


def initial():
    items = [("default", None, DeprecationWarning, "__main__", 0)]
    return items + [("ignore", None, c, None, 0) for c in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)]


current = Filters()


class WarningMessage:
    def __init__(self, message, category, source):
        self.message = message
        self.category = category
        self.source = source
        self.file = self.line = None
        self._category_name = category.__name__

    def __str__(self):
        from sys import _leave

        _leave("place of a warning")


def warn(message, category=None, stacklevel=1, source=None):
    if isinstance(message, Warning):
        category = type(message)
    elif category is None:
        category = UserWarning
    elif not isinstance(category, type) or not issubclass(category, Warning):
        kind = type(category)
        written_in_c = kind.__module__ in ("datetime", "decimal", "functools", "itertools")
        raise TypeError(f"category must be a Warning subclass, not '{f'{kind.__module__}.' if written_in_c else ''}{kind.__name__}'")
    text = str(message) if isinstance(message, Warning) else message
    if not isinstance(message, Warning):
        message = category(message)
    action = found_action(text, category, stacklevel)
    if action == "error":
        raise message
    if action == "ignore":
        return
    key = (text, category)
    if action == "always":
        said = False
    elif action == "default":
        said = key in current.said
        if said and current.record is not None:
            from sys import _leave

            _leave("place of a warning")  # said again at the same place it is not recorded
    elif action == "once":
        said = key in current.once or key in current.said
        current.once.add(key)
    else:
        said = key in current.said
    if action != "always":
        current.said.add(key)
    if not said and current.record is not None:
        current.record.append(WarningMessage(message, category, source))


def found_action(text, category, stacklevel):
    for action, message, kind, module, lineno in current.items:
        if not issubclass(category, kind) or (message is not None and message.match(text) is None):
            continue
        if lineno or (module is not None and stacklevel > 1):  # of a caller that nobody knows here
            if current.record is None and all(item[0] != "error" for item in current.items):
                return "ignore"
            from sys import _leave

            _leave("place of a warning")
        if module is None or module == "__main__" or (not isinstance(module, str) and module.match("__main__") is not None):
            return action
    return "default"


def add_filter(item, append):
    if append:
        if item not in current.items:
            current.items.append(item)
    else:
        if item in current.items:
            current.items.remove(item)
        current.items.insert(0, item)
    current.changed()


def check_action(action):
    assert action in ("error", "ignore", "always", "default", "module", "once"), f"invalid action: {action!r}"


def check_line(lineno):
    known = isinstance(lineno, int) and lineno >= 0
    assert known, "lineno must be an int >= 0"


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    import re

    check_action(action)
    assert isinstance(message, str), "message must be a string"
    assert isinstance(category, type), "category must be a class"
    assert issubclass(category, Warning), "category must be a Warning subclass"
    assert isinstance(module, str), "module must be a string"
    check_line(lineno)
    add_filter(
        (action, re.compile(message, re.I) if message else None, category, re.compile(module) if module else None, lineno),
        append,
    )


def simplefilter(action, category=Warning, lineno=0, append=False):
    check_action(action)
    check_line(lineno)
    add_filter((action, None, category, None, lineno), append)


def resetwarnings():
    current.items = []
    current.changed()


class catch_warnings:
    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._record = record
        self._filter = None if action is None else (action, category, lineno, append)
        self._entered = False

    def __enter__(self):
        if self._entered:
            raise RuntimeError(f"Cannot enter {self!r} twice")
        self._entered = True
        self._before = (current.items, current.record)
        current.items = current.items[:]
        current.changed()
        log = None
        if self._record:
            log = current.record = []
        if self._filter is not None:
            simplefilter(*self._filter)
        return log

    def __exit__(self, *exc_info):
        if not self._entered:
            raise RuntimeError(f"Cannot exit {self!r} without entering first")
        current.items, current.record = self._before
        current.changed()

    def __repr__(self):
        return "catch_warnings(record=True)" if self._record else "catch_warnings()"
