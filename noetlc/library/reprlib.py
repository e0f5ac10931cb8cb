"""`reprlib`: values as text of limited size."""


class Repr:
    def __init__(self):
        self.fillvalue = "..."
        self.maxlevel = 6
        self.maxtuple = 6
        self.maxlist = 6
        self.maxarray = 5
        self.maxdict = 4
        self.maxset = 6
        self.maxfrozenset = 6
        self.maxdeque = 6
        self.maxstring = 30
        self.maxlong = 40
        self.maxother = 30

    def repr(self, x):
        return self.repr1(x, self.maxlevel)

    def repr1(self, x, level):
        method = getattr(self, "repr_" + "_".join(type(x).__name__.split()), None)
        return self.repr_instance(x, level) if method is None else method(x, level)

    def _repr_iterable(self, x, level, left, right, maxiter, trail=""):
        size = len(x)
        if level <= 0 and size:
            text = self.fillvalue
        else:
            pieces = [self.repr1(item, level - 1) for item in first_of(x, maxiter)]
            if size > maxiter:
                pieces.append(self.fillvalue)
            text = ", ".join(pieces)
            if size == 1 and trail:
                right = trail + right
        return f"{left}{text}{right}"

    def repr_tuple(self, x, level):
        return self._repr_iterable(x, level, "(", ")", self.maxtuple, ",")

    def repr_list(self, x, level):
        return self._repr_iterable(x, level, "[", "]", self.maxlist)

    def repr_array(self, x, level):
        if not x:
            return f"array('{x.typecode}')"
        return self._repr_iterable(x, level, f"array('{x.typecode}', [", "])", self.maxarray)

    def repr_set(self, x, level):
        return self._repr_iterable(in_order(x), level, "{", "}", self.maxset) if x else "set()"

    def repr_frozenset(self, x, level):
        return self._repr_iterable(in_order(x), level, "frozenset({", "})", self.maxfrozenset) if x else "frozenset()"

    def repr_deque(self, x, level):
        return self._repr_iterable(x, level, "deque([", "])", self.maxdeque)

    def repr_dict(self, x, level):
        if not len(x):
            return "{}"
        if level <= 0:
            return "{" + self.fillvalue + "}"
        pieces = [f"{self.repr1(key, level - 1)}: {self.repr1(x[key], level - 1)}" for key in first_of(in_order(x), self.maxdict)]
        if len(x) > self.maxdict:
            pieces.append(self.fillvalue)
        return f"{{{', '.join(pieces)}}}"

    def repr_str(self, x, level):
        text = shown(x[: self.maxstring])
        if len(text) <= self.maxstring:
            return text
        before, behind = halves(self.maxstring)
        text = shown(x[:before] + x[len(x) - behind :])
        return text[:before] + self.fillvalue + text[len(text) - behind :]

    def repr_int(self, x, level):
        return shortened(shown(x), self.maxlong, self.fillvalue)

    def repr_instance(self, x, level):
        try:
            text = shown(x)
        except Exception:
            return f"<{x.__class__.__name__} instance at {id(x):#x}>"
        return shortened(text, self.maxother, self.fillvalue)


def shown(value):
    return f"{value!r}"


def halves(most):
    before = max(0, (most - 3) // 2)
    return before, max(0, most - 3 - before)


def shortened(text, most, between):
    if len(text) <= most:
        return text
    before, behind = halves(most)
    return text[:before] + between + text[len(text) - behind :]


def first_of(items, most):
    found = []
    for item in items:
        if len(found) >= most:
            break
        found.append(item)
    return found


def in_order(items):
    try:
        return sorted(items)
    except Exception:
        return list(items)


def recursive_repr(fillvalue="..."):
    def decorated(user_function):
        running = []

        def wrapper(self):
            if any([one is self for one in running]):
                return fillvalue
            running.append(self)
            try:
                return user_function(self)
            finally:
                running[:] = [one for one in running if one is not self]

        for name in ("__doc__", "__name__", "__qualname__"):
            setattr(wrapper, name, getattr(user_function, name))
        return wrapper

    return decorated


aRepr = Repr()


def repr(x):
    return aRepr.repr(x)
