"""`itemgetter` and its kind as classes, for bodies that do more with what they make than call it."""


class itemgetter:
    __module__ = "operator"
    __doc__ = (
        "itemgetter(item, ...) --> itemgetter object\n"
        "\n"
        "Return a callable object that fetches the given item(s) from its operand.\n"
        "After f = itemgetter(2), the call f(r) returns r[2].\n"
        "After g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])"
    )
    __slots__ = ("1_items",)
    _type_name = "operator.itemgetter"

    def __init__(self, /, *items, **named):
        if named:
            raise TypeError("itemgetter() takes no keyword arguments")
        if not items:
            raise TypeError("itemgetter expected 1 argument, got 0")
        self._items = items

    def __call__(self, /, *given, **named):
        if named or len(given) != 1:
            refuse("itemgetter", given, named)
        if len(self._items) == 1:
            return given[0][self._items[0]]
        return tuple([given[0][item] for item in self._items])

    def __repr__(self):
        return f"operator.itemgetter({', '.join([repr(item) for item in self._items])})"


class attrgetter:
    __module__ = "operator"
    __doc__ = (
        "attrgetter(attr, ...) --> attrgetter object\n"
        "\n"
        "Return a callable object that fetches the given attribute(s) from its operand.\n"
        "After f = attrgetter('name'), the call f(r) returns r.name.\n"
        "After g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\n"
        "After h = attrgetter('name.first', 'name.last'), the call h(r) returns\n"
        "(r.name.first, r.name.last)."
    )
    __slots__ = ("1_names",)
    _type_name = "operator.attrgetter"

    def __init__(self, /, *names, **named):
        if named:
            raise TypeError("attrgetter() takes no keyword arguments")
        if not names:
            raise TypeError("attrgetter expected 1 argument, got 0")
        for name in names:
            if not isinstance(name, str):
                raise TypeError("attribute name must be a string")
        self._names = names

    def __call__(self, /, *given, **named):
        if named or len(given) != 1:
            refuse("attrgetter", given, named)
        found = []
        for path in self._names:
            value = given[0]
            for name in path.split("."):
                value = getattr(value, name)
            found.append(value)
        return found[0] if len(found) == 1 else tuple(found)

    def __repr__(self):
        return f"operator.attrgetter({', '.join([repr(name) for name in self._names])})"


class methodcaller:
    __module__ = "operator"
    __doc__ = (
        "methodcaller(name, ...) --> methodcaller object\n"
        "\n"
        "Return a callable object that calls the given method on its operand.\n"
        "After f = methodcaller('name'), the call f(r) returns r.name().\n"
        "After g = methodcaller('name', 'date', foo=1), the call g(r) returns\n"
        "r.name('date', foo=1)."
    )
    __slots__ = ("1_arguments", "1_name", "1_named")
    _type_name = "operator.methodcaller"

    def __init__(self, /, *arguments, **named):
        if not arguments:
            raise TypeError("methodcaller needs at least one argument, the method name")
        self._name, *rest = arguments
        if not isinstance(self._name, str):
            raise TypeError("method name must be a string")
        self._arguments, self._named = rest, named

    def __call__(self, /, *given, **named):
        if named or len(given) != 1:
            refuse("methodcaller", given, named)
        return getattr(given[0], self._name)(*self._arguments, **self._named)

    def __repr__(self):
        said = [repr(value) for value in (self._name, *self._arguments)]
        return f"operator.methodcaller({', '.join(said + [f'{name}={value!r}' for name, value in self._named.items()])})"


def refuse(name, given, named):
    if named:
        raise TypeError(f"{name}() takes no keyword arguments")
    raise TypeError(f"{name} expected 1 argument, got {len(given)}")
