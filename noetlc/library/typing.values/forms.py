"""Forms of `typing` without parameters, and what makes those with."""

from types import NoneType

_OTHERS = (int, float, str, list, tuple)


def either(left, right):
    """`left | right`, where one of them may be a class or a form."""
    if is_member(left) and is_member(right) and not (left is None and right is None):
        return union_of(left, right)
    if isinstance(left, Form) or isinstance(right, Form):
        return left | right if isinstance(left, Form) else right.__ror__(left)
    if type(left) in _OTHERS or type(right) in _OTHERS:
        raise TypeError(f"unsupported operand type(s) for |: {type(left).__name__!r} and {type(right).__name__!r}")
    return left | right


def either_asked(left, right):
    """`either` in bodies where a metaclass may have the operator."""
    if (isinstance(left, type) and type(left) is not type) or (isinstance(right, type) and type(right) is not type):
        return left | right
    return either(left, right)


class _SpecialForm(TypingForm):
    """`Any`, `Union`, `Literal` and their kind: `make` gives what they are with parameters."""

    __module__ = "typing"

    def __init__(self, name, make=None):
        self._name = self.__name__ = self.__qualname__ = name
        self._make = make
        self._ready = name not in ("ClassVar", "Final", "Generic", "Protocol")

    def __getitem__(self, items):
        if self._make is None:
            raise TypeError(f"{self!r} is not subscriptable")
        return self._make(self, items)

    def __call__(self, *args, **kwds):
        raise TypeError(f"Cannot instantiate {self!r}")

    def __repr__(self):
        return f"typing.{self._name}" if self._name != "Annotated" else "<class 'typing.Annotated'>"


def union_form(form, items):
    if items == ():
        raise TypeError("Cannot take a Union of no types.")
    found = flat(all_checked(items, "Union[arg, ...]: each arg must be a type."))
    return found[0] if len(found) == 1 else _UnionGenericAlias(found)


def optional_form(form, item):
    return union_form(None, (checked(item, "typing.Optional requires a single type."), NoneType))


def literal_form(form, items):
    once = []
    for item in as_tuple(items):
        for value in item.__args__ if isinstance(item, _LiteralGenericAlias) else (item,):
            if not any([value == known and type(value) is type(known) for known in once]):
                once.append(value)
    return _LiteralGenericAlias(form, tuple(once), "Literal")


def annotated_form(form, items):
    if not isinstance(items, tuple) or len(items) < 2:
        raise TypeError("Annotated[...] should be used with at least two arguments (a type and an annotation).")
    return _AnnotatedAlias(checked(items[0], "Annotated[t, ...]: t must be a type."), items[1:], form)


def single_form(form, item):
    return _GenericAlias(form, (checked(item, f"{form!r} accepts only single type."),), form._name)


def several_form(form, items):
    return _GenericAlias(form, all_checked(items, f"{form!r} accepts only types."), form._name)


class _SpecialGenericAlias(TypingForm):
    """`List` and its kind: `count` is the number of its parameters."""

    __module__ = "typing"

    def __init__(self, origin, count, name):
        self.__origin__ = origin
        self._nparams = count
        self._name = self.__name__ = self.__qualname__ = name

    def __getitem__(self, items):
        items = all_checked(items)
        if len(items) != self._nparams:
            amount = "many" if len(items) > self._nparams else "few"
            raise TypeError(f"Too {amount} arguments for {self!r}; actual {len(items)}, expected {self._nparams}")
        return _GenericAlias(self.__origin__, items, self._name)

    def __call__(self, *args, **kwargs):
        raise TypeError(f"Type {self._name} cannot be instantiated; use {self.__origin__.__name__}() instead")

    def __repr__(self):
        return f"typing.{self._name}"


class _MadeGenericAlias(_SpecialGenericAlias):
    """`Deque` and its kind, which make what they stand for."""

    def __call__(self, *args, **kwargs):
        return self.__origin__(*args, **kwargs)


class _TupleType(_SpecialGenericAlias):
    __module__ = "typing"

    def __getitem__(self, items):
        items = as_tuple(items)
        if len(items) == 2 and items[1] is ...:
            return _GenericAlias(tuple, (checked(items[0], "Tuple[t, ...]: t must be a type."), ...), "Tuple")
        return _GenericAlias(tuple, all_checked(items, "Tuple[t0, t1, ...]: each t must be a type."), "Tuple")


class _CallableType(_SpecialGenericAlias):
    __module__ = "typing"

    def __getitem__(self, items):
        if not isinstance(items, tuple) or len(items) != 2:
            raise TypeError("Callable must be used as Callable[[arg, ...], result].")
        args, result = items
        result = checked(result, "Callable[args, result]: result must be a type.")
        if args is ... or hasattr(args, "args"):
            return _CallableGenericAlias(self.__origin__, (args, result), "Callable")
        if not isinstance(args, (list, tuple)):
            raise TypeError(f"Callable[args, result]: args must be a list. Got {args}")
        found = all_checked(tuple(args), "Callable[[arg, ...], result]: each arg must be a type.")
        return _CallableGenericAlias(self.__origin__, (*found, result), "Callable")


class ForwardRef(TypingForm):
    """The name of a class that may not be there yet."""

    __module__ = "typing"
    _tells = False

    def __init__(self, arg):
        self.__forward_arg__ = arg

    def __eq__(self, other):
        return self.__forward_arg__ == other.__forward_arg__ if isinstance(other, ForwardRef) else NotImplemented

    def __hash__(self):
        return hash((self.__forward_arg__, None))

    def __repr__(self):
        return f"ForwardRef({self.__forward_arg__!r})"


class TypeVar(TypingForm):
    __module__ = "typing"
    _tells = False

    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False):
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        self.__name__ = name
        self.__constraints__ = all_checked(constraints, "TypeVar(name, constraint, ...): constraints must be types.")
        self.__bound__ = None if bound is None else checked(bound, "Bound must be a type.")
        self.__covariant__ = covariant
        self.__contravariant__ = contravariant
        self.__module__ = "__main__"
        self.__parameters__ = (self,)

    def __repr__(self):
        return ("+" if self.__covariant__ else "-" if self.__contravariant__ else "~") + self.__name__


class ParamSpec(TypingForm):
    __module__ = "typing"
    _tells = False

    def __init__(self, name, *, bound=None, covariant=False, contravariant=False):
        self.__name__ = name
        self.__bound__ = bound
        self.__module__ = "__main__"
        self.__parameters__ = (self,)
        self.args = _ParamSpecPart(self, "args")
        self.kwargs = _ParamSpecPart(self, "kwargs")

    def __repr__(self):
        return "~" + self.__name__


class _ParamSpecPart(TypingForm):
    """`P.args` and `P.kwargs`."""

    __module__ = "typing"
    _tells = False

    def __init__(self, origin, name):
        self.__origin__ = origin
        self._part = name

    def __repr__(self):
        return f"{self.__origin__.__name__}.{self._part}"


class NewType(TypingForm):
    """A function that gives its argument, with the name of a type."""

    __module__ = "typing"
    _tells = False

    def __init__(self, name, tp):
        self.__name__ = name.rpartition(".")[2]
        self.__qualname__ = name
        self.__supertype__ = tp
        self.__module__ = "__main__"

    def __call__(self, x):
        return x

    def __repr__(self):
        return f"{self.__module__}.{self.__qualname__}"


class _TypedDictMeta(type):
    """What makes classes that give dicts. `_own` are the names that such a class itself requires or not."""

    __module__ = "typing"

    def __new__(mcs, name, bases, ns, total=True):
        found = type.__new__(mcs, name, (), ns)
        own = ns.get("__annotations__", {})
        known, required, optional = {}, set(), set()
        for base in bases:
            known.update(base.__annotations__)
            required.update(base.__required_keys__)
            optional.update(base.__optional_keys__)
        for key, kind in own.items():
            known[key] = kind = ForwardRef(kind) if isinstance(kind, str) else NoneType if kind is None else kind
            origin = get_origin(kind)
            needed = total if origin not in (Required, NotRequired) else origin is Required
            (required if needed else optional).add(key)
        found.__annotations__ = known
        found.__required_keys__ = frozenset(required)
        found.__optional_keys__ = frozenset(optional)
        found.__total__ = total
        return found

    def __init__(cls, name, bases, ns, total=True):
        super().__init__(name, bases, ns)

    def __call__(cls, *args, **kwargs):
        return dict(*args, **kwargs)

    def __instancecheck__(cls, other):
        raise TypeError("TypedDict does not support instance and class checks")

    def __subclasscheck__(cls, other):
        raise TypeError("TypedDict does not support instance and class checks")
