"""Forms of `typing` and `list[int]` as values, for bodies that look at them. Others have texts or plain classes in their place."""

from collections.abc import Callable as CallableClass
from collections.abc import Collection as CollectionClass
from collections.abc import Container as ContainerClass
from collections.abc import Generator as GeneratorClass
from collections.abc import Hashable as HashableClass
from collections.abc import ItemsView as ItemsViewClass
from collections.abc import Iterable as IterableClass
from collections.abc import Iterator as IteratorClass
from collections.abc import KeysView as KeysViewClass
from collections.abc import Mapping as MappingClass
from collections.abc import MutableMapping as MutableMappingClass
from collections.abc import MutableSequence as MutableSequenceClass
from collections.abc import MutableSet as MutableSetClass
from collections.abc import Reversible as ReversibleClass
from collections.abc import Sequence as SequenceClass
from collections.abc import Set as SetClass
from collections.abc import Sized as SizedClass
from collections.abc import ValuesView as ValuesViewClass
from types import Form, NoneType, UnionType, flat, is_member, union_of


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
    return chosen_of(alias.__args__, dict(zip(wanted, items)))


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


class Alias(Form):
    """A form with parameters."""

    _lists = False  # whether its parameters but the last are a list
    _fixed = False  # whether they are values

    def __call__(self, *args, **kwargs):
        return self.__origin__(*args, **kwargs)

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

    def __init__(self, origin, args):
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
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __repr__(self):
        return f"{shown(self.__origin__)}{shown_list(self.__args__) if self.__args__ else '[()]'}"


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


class TypingUnion(UnionType):
    """`Union[int, str]`."""

    __module__ = "typing"
    _typing = True

    def __init__(self, args):
        self.__args__ = args
        self.__origin__ = Union
        self.__parameters__ = variables(args)
        self._name = self.__name__ = "Optional" if len(args) == 2 and NoneType in args else "Union"

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


def either(left, right):
    """`left | right`, where one of them may be a class or a form."""
    if is_member(left) and is_member(right) and not (left is None and right is None):
        return union_of(left, right)
    return right.__ror__(left) if isinstance(right, Form) and not isinstance(left, Form) else left | right


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
        return f"typing.{self._name}"


def union_form(form, items):
    if items == ():
        raise TypeError("Cannot take a Union of no types.")
    found = flat(all_checked(items, "Union[arg, ...]: each arg must be a type."))
    return found[0] if len(found) == 1 else TypingUnion(found)


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

    def __init__(self, origin, name):
        self.__origin__ = origin
        self._part = name

    def __repr__(self):
        return f"{self.__origin__.__name__}.{self._part}"


class NewType(TypingForm):
    """A function that gives its argument, with the name of a type."""

    __module__ = "typing"

    def __init__(self, name, tp):
        self.__name__ = name.rpartition(".")[2]
        self.__qualname__ = name
        self.__supertype__ = tp
        self.__module__ = "__main__"

    def __call__(self, x):
        return x

    def __repr__(self):
        return f"{self.__module__}.{self.__qualname__}"


def subscripted(cls, items):
    """`Stack[int]` of a class of the body that derives from `Generic`."""
    return _GenericAlias(cls, all_checked(items))


def members_of(kinds):
    """The classes that `isinstance` compares with where it is given a form."""
    if isinstance(kinds, tuple):
        return tuple([members_of(kind) for kind in kinds])
    if isinstance(kinds, UnionType):
        return members_of(kinds.__args__)
    if not isinstance(kinds, Form):
        return kinds
    if isinstance(kinds, Alias):
        of_typing = "Subscripted generics cannot be used with class and instance checks"
        raise TypeError(of_typing if kinds._typing else "isinstance() argument 2 cannot be a parameterized generic")
    if not hasattr(kinds, "__origin__"):
        raise TypeError(f"{kinds!r} cannot be used with isinstance()")
    return kinds.__origin__


def get_origin(tp):
    if not isinstance(tp, Form):
        return None
    if isinstance(tp, UnionType) and not tp._typing:
        return UnionType
    return tp._form if hasattr(tp, "__metadata__") else getattr(tp, "__origin__", None)


def get_args(tp):
    args = getattr(tp, "__args__", ()) if isinstance(tp, Form) else ()
    if args and hasattr(tp, "__metadata__"):
        return (tp.__origin__, *tp.__metadata__)
    if args and isinstance(tp, Alias) and tp._lists and not (len(args) == 2 and (args[0] is ... or hasattr(args[0], "kwargs"))):
        return (list(args[:-1]), args[-1])
    return args


def changed(kind, change):
    """A form whose parameters are changed."""
    args = getattr(kind, "__args__", ()) if isinstance(kind, Form) else ()
    if not args or (isinstance(kind, Alias) and kind._fixed):
        return kind
    found = tuple([change(arg) for arg in args])
    return kind if found == args else kind._with(found)


def meaning(text, named):
    from sys import _leave

    if text not in named:
        _leave("annotation as a text")
    return named[text]()


def evaluated(kind, named):
    """A form with what the names in it mean: `named` knows those of the body's annotations."""
    if isinstance(kind, (str, ForwardRef)):
        text = kind if isinstance(kind, str) else kind.__forward_arg__
        return evaluated(checked(meaning(text, named), "Forward references must evaluate to types"), named)
    return changed(kind, lambda arg: evaluated(arg, named))


def plain(kind):
    """A form without what `Annotated` and `Required` add."""
    if isinstance(kind, Alias) and hasattr(kind, "__metadata__"):
        return plain(kind.__origin__)
    if isinstance(kind, Alias) and kind.__name__ in ("Required", "NotRequired"):
        return plain(kind.__args__[0])
    return changed(kind, plain)


def type_hints(named, builtin, obj, globalns=None, localns=None, include_extras=False):
    """`get_type_hints`: texts mean what `named` says for functions, and for classes what `builtin` says, since a class knows no globals."""
    from sys import _leave

    if globalns is not None or localns is not None:
        _leave("annotation as a text")
    hints = {}
    if isinstance(obj, type):
        for base in reversed(obj.__mro__):
            for name, value in noted(base).items():
                hints[name] = NoneType if value is None else evaluated(value, builtin)
    else:
        found = getattr(obj, "__annotations__", None)
        if found is None:
            if callable(obj):
                return {}
            raise TypeError(f"{obj!r} is not a module, class, method, or function.")
        for name, value in found.items():
            hints[name] = NoneType if value is None else evaluated(value, named)
    return hints if include_extras else {name: plain(kind) for name, kind in hints.items()}


def noted(cls):
    """The annotations of a class without those above it."""
    found = getattr(cls, "__annotations__", None)
    for above in cls.__mro__[1:]:
        if found is not None and getattr(above, "__annotations__", None) is found:
            return {}
    return {} if found is None else found


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


MEMBERS = (
    "add append clear copy count difference difference_update discard extend fromkeys get index insert intersection intersection_update"
    " isdisjoint issubset issuperset items keys mro pop popitem remove reverse setdefault sort symmetric_difference"
    " symmetric_difference_update union update values __add__ __contains__ __delitem__ __eq__ __getitem__ __hash__ __iadd__ __init__"
    " __iter__ __len__ __mul__ __new__ __repr__ __reversed__ __setitem__ __str__ __doc__ __module__ __mro__ __bases__ __base__"
)
Any = _SpecialForm("Any")
Union = _SpecialForm("Union", union_form)
Optional = _SpecialForm("Optional", optional_form)
Literal = _SpecialForm("Literal", literal_form)
Annotated = _SpecialForm("Annotated", annotated_form)
ClassVar = _SpecialForm("ClassVar", single_form)
Final = _SpecialForm("Final", single_form)
Required = _SpecialForm("Required", single_form)
NotRequired = _SpecialForm("NotRequired", single_form)
TypeGuard = _SpecialForm("TypeGuard", single_form)
Concatenate = _SpecialForm("Concatenate", several_form)
Generic = _SpecialForm("Generic", several_form)
Protocol = _SpecialForm("Protocol", several_form)
NoReturn = _SpecialForm("NoReturn")
Never = _SpecialForm("Never")
Self = _SpecialForm("Self")
LiteralString = _SpecialForm("LiteralString")
TypeAlias = _SpecialForm("TypeAlias")
List = _SpecialGenericAlias(list, 1, "List")
Dict = _SpecialGenericAlias(dict, 2, "Dict")
Set = _SpecialGenericAlias(set, 1, "Set")
FrozenSet = _SpecialGenericAlias(frozenset, 1, "FrozenSet")
Type = _SpecialGenericAlias(type, 1, "Type")
Tuple = _TupleType(tuple, 0, "Tuple")
Text = str
AnyStr = TypeVar("AnyStr", bytes, str)
Callable = _CallableType(CallableClass, 2, "Callable")
AbstractSet = _SpecialGenericAlias(SetClass, 1, "AbstractSet")
Collection = _SpecialGenericAlias(CollectionClass, 1, "Collection")
Container = _SpecialGenericAlias(ContainerClass, 1, "Container")
Generator = _SpecialGenericAlias(GeneratorClass, 3, "Generator")
Hashable = _SpecialGenericAlias(HashableClass, 0, "Hashable")
ItemsView = _SpecialGenericAlias(ItemsViewClass, 2, "ItemsView")
Iterable = _SpecialGenericAlias(IterableClass, 1, "Iterable")
Iterator = _SpecialGenericAlias(IteratorClass, 1, "Iterator")
KeysView = _SpecialGenericAlias(KeysViewClass, 1, "KeysView")
Mapping = _SpecialGenericAlias(MappingClass, 2, "Mapping")
MutableMapping = _SpecialGenericAlias(MutableMappingClass, 2, "MutableMapping")
MutableSequence = _SpecialGenericAlias(MutableSequenceClass, 1, "MutableSequence")
MutableSet = _SpecialGenericAlias(MutableSetClass, 1, "MutableSet")
Reversible = _SpecialGenericAlias(ReversibleClass, 1, "Reversible")
Sequence = _SpecialGenericAlias(SequenceClass, 1, "Sequence")
Sized = _SpecialGenericAlias(SizedClass, 0, "Sized")
ValuesView = _SpecialGenericAlias(ValuesViewClass, 1, "ValuesView")
