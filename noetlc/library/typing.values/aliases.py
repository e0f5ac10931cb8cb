"""Forms of `typing` and `list[int]` as values, for bodies that look at them: those with parameters. Others have texts or plain classes
in their place.
"""

from types import NoneType


def shown(kind):
    """How forms show what they are made of."""
    if isinstance(kind, type):
        return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return "..." if kind is ... else repr(kind)


def shown_list(kinds):
    return f"[{', '.join([shown(kind) for kind in kinds])}]"


def shown_call(args):
    """The parameters of `Callable`, which are a list in it."""
    *given, result = args
    return f"[{'...' if given == [...] else shown_list(given)}, {shown(result)}]"


def variables(args):
    """The type variables in parameters, each once."""
    found = []
    for arg in args:
        if isinstance(arg, Form):
            found.extend([one for one in getattr(arg, "__parameters__", ()) if one not in found])
    return tuple(found)


def chosen(alias, items):
    """The parameters of a form with type variables, these replaced."""
    wanted = alias.__parameters__
    if not wanted:
        raise TypeError(f"{alias!r} is not a generic class")
    if len(items) != len(wanted):
        amount = "many" if len(items) > len(wanted) else "few"
        raise TypeError(f"Too {amount} arguments for {alias!r}; actual {len(items)}, expected {len(wanted)}")
    return chosen_of(alias.__args__, dict(zip(wanted, items, strict=True)))


def chosen_of(args, known):
    found = []
    for arg in args:
        inner = getattr(arg, "__parameters__", ()) if isinstance(arg, Form) else ()
        if inner and inner[0] is arg:
            arg = known[arg]
        elif inner:
            arg = arg._with(chosen_of(arg.__args__, known))
        found.append(arg)
    return tuple(found)


def as_tuple(items):
    return items if isinstance(items, tuple) else (items,)


def checked(arg, message):
    """A parameter of a form: a class, another form, or the name of one."""
    if arg is None:
        return NoneType
    if isinstance(arg, str):
        return ForwardRef(arg)
    if isinstance(arg, Form) and not arg._ready:
        plain = "Plain " if arg._name in ("Generic", "Protocol") else ""
        raise TypeError(f"{plain}{arg!r} is not valid as type argument")
    if isinstance(arg, tuple) or not (isinstance(arg, (type, Form)) or callable(arg)):
        raise TypeError(f"{message} Got {arg!r:.100}.")
    return arg


def all_checked(items, message="Parameters to generic types must be types."):
    return tuple([checked(item, message) for item in as_tuple(items)])


class Form:
    """What may be part of a union beside classes."""

    _typing = False  # whether it is one of `typing`, which makes other unions
    _ready = True  # whether it may be part of another form
    _tells = True  # whether it says itself that nothing is an instance of it

    def __or__(self, other):
        return union_of(self, other) if is_member(other) else NotImplemented

    def __ror__(self, other):
        return union_of(other, self) if is_member(other) else NotImplemented


class AnyUnion(Form):
    """`int | str`, `Union[int, str]`: compared and hashed without order."""

    def __init__(self, args):
        self.__args__ = args
        self.__parameters__ = variables(args)

    def _with(self, args):
        return union_of(*args)

    def __getitem__(self, items):
        return self._with(chosen(self, as_tuple(items)))

    def __eq__(self, other):
        return set(self.__args__) == set(other.__args__) if isinstance(other, AnyUnion) else NotImplemented

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __repr__(self):
        return " | ".join(["None" if cls is NoneType else shown(cls) for cls in self.__args__])


class UnionType(AnyUnion):
    __module__ = "types"
    _type_name = "types.UnionType"


def flat(args):
    found = []
    for cls in args:
        for one in cls.__args__ if isinstance(cls, AnyUnion) else (NoneType if cls is None else cls,):
            if one not in found:
                found.append(one)
    return tuple(found)


def union_of(*args):
    found = flat(args)
    return found[0] if len(found) == 1 else UnionType(found)


def is_member(kind):
    return kind is None or isinstance(kind, type) or (isinstance(kind, Form) and not kind._typing)


class Alias(Form):
    """A form with parameters."""

    _lists = False  # whether its parameters but the last are a list
    _fixed = False  # whether they are values

    def __call__(self, *args, **kwargs):
        made = self.__origin__(*args, **kwargs)
        try:
            made.__orig_class__ = self
        except AttributeError:
            pass
        return made

    def __getattr__(self, name):
        """What the class behind has too is left, but for what no built-in class has."""
        from sys import _leave

        if "__origin__" in self.__dict__:
            of_builtin = getattr(self.__origin__, "__module__", "") == "builtins"
            if name in MEMBERS.split() if of_builtin or name.startswith("__") else True:
                _leave("attribute of a generic type")
        raise AttributeError(f"type object {self.__name__!r} has no attribute {name!r}")


class GenericAlias(Alias):
    """`list[int]`."""

    __module__ = "types"
    _type_name = "types.GenericAlias"
    __unpacked__ = False

    def __init__(self, origin, args, /):
        self.__origin__ = origin
        self.__args__ = args = as_tuple(args)
        self.__parameters__ = variables(args)
        self.__name__ = origin.__name__
        self.__qualname__ = origin.__qualname__

    def _with(self, args):
        return type(self)(self.__origin__, args)

    def __getitem__(self, items):
        return self._with(chosen(self, as_tuple(items)))

    def __eq__(self, other):
        if not isinstance(other, GenericAlias):
            return NotImplemented
        same = self.__origin__ == other.__origin__ and self.__args__ == other.__args__
        return same and self.__unpacked__ == other.__unpacked__

    def __iter__(self):
        """What `*` makes of it: one form that says so."""
        starred = self._with(self.__args__)
        starred.__unpacked__ = True
        yield starred

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __repr__(self):
        star = "*" if self.__unpacked__ else ""
        return f"{star}{shown(self.__origin__)}{shown_list(self.__args__) if self.__args__ else '[()]'}"


class CallableAlias(GenericAlias):
    """`collections.abc.Callable[[int], str]`."""

    __module__ = "collections.abc"
    _lists = True

    def __repr__(self):
        return f"collections.abc.Callable{shown_call(self.__args__)}"


def callable_alias(origin, items):
    given, result = items
    return CallableAlias(origin, (*given, result) if isinstance(given, list) else (given, result))


class TypingForm(Form):
    """What `|` makes a `Union` of."""

    _typing = True

    def __or__(self, other):
        return union_form(None, (self, other))

    def __ror__(self, other):
        return union_form(None, (other, self))


class _GenericAlias(TypingForm, Alias):
    """`List[int]`, `Stack[int]` of a class of the body."""

    __module__ = "typing"

    def __init__(self, origin, args, name=None):
        self.__origin__ = origin
        self.__args__ = args
        self.__parameters__ = variables(args)
        self._name = name
        self.__name__ = self.__qualname__ = name or origin.__name__

    def _with(self, args):
        return type(self)(self.__origin__, args, self._name)

    def __getitem__(self, items):
        return self._with(chosen(self, all_checked(items)))

    def __eq__(self, other):
        if not isinstance(other, _GenericAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __repr__(self):
        name = f"typing.{self._name}" if self._name else shown(self.__origin__)
        return f"{name}{shown_list(self.__args__) if self.__args__ else '[()]'}"


class _CallableGenericAlias(_GenericAlias):
    __module__ = "typing"
    _lists = True

    def __repr__(self):
        return f"typing.Callable{shown_call(self.__args__)}"


class _LiteralGenericAlias(_GenericAlias):
    __module__ = "typing"
    _fixed = True

    def __eq__(self, other):
        return pairs(self) == pairs(other) if isinstance(other, _LiteralGenericAlias) else NotImplemented

    def __hash__(self):
        return hash(frozenset(pairs(self)))

    def __repr__(self):
        return f"typing.Literal{list(self.__args__)!r}"


def pairs(literal):
    return {(value, type(value)) for value in literal.__args__}


class _AnnotatedAlias(_GenericAlias):
    __module__ = "typing"

    def __init__(self, origin, metadata, form):
        if isinstance(origin, _AnnotatedAlias):
            metadata = origin.__metadata__ + metadata
            origin = origin.__origin__
        _GenericAlias.__init__(self, origin, (origin,), "Annotated")
        self.__metadata__ = metadata
        self._form = form

    def _with(self, args):
        return _AnnotatedAlias(args[0], self.__metadata__, self._form)

    def __eq__(self, other):
        if not isinstance(other, _AnnotatedAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__metadata__ == other.__metadata__

    def __hash__(self):
        return hash((self.__origin__, self.__metadata__))

    def __repr__(self):
        return f"typing.Annotated[{shown(self.__origin__)}, {', '.join([repr(a) for a in self.__metadata__])}]"


class _UnionGenericAlias(AnyUnion, _GenericAlias):
    """`Union[int, str]`."""

    __module__ = "typing"
    _typing = True
    _type_name = "_UnionGenericAlias"

    def __init__(self, args):
        self.__args__ = args
        self.__origin__ = Union
        self.__parameters__ = variables(args)
        self._name = self.__name__ = "Optional" if len(args) == 2 and NoneType in args else "Union"

    def __getattr__(self, name):
        raise AttributeError(name)

    def _with(self, args):
        return union_form(None, args)

    def __getitem__(self, items):
        return self._with(chosen(self, all_checked(items)))

    def __or__(self, other):
        return union_form(None, (self, other))

    def __ror__(self, other):
        return union_form(None, (other, self))

    def __repr__(self):
        if self._name == "Optional":
            return f"typing.Optional[{shown(self.__args__[self.__args__[0] is NoneType])}]"
        return f"typing.Union{shown_list(self.__args__)}"


MEMBERS = (
    "add append clear copy count difference difference_update discard extend fromkeys get index insert intersection intersection_update"
    " isdisjoint issubset issuperset items keys mro pop popitem remove reverse setdefault sort symmetric_difference"
    " symmetric_difference_update union update values __add__ __contains__ __delitem__ __eq__ __getitem__ __hash__ __iadd__ __init__"
    " __iter__ __len__ __mul__ __new__ __repr__ __reversed__ __setitem__ __str__ __doc__ __module__ __mro__ __bases__ __base__"
)
