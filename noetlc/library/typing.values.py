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
from types import Form, NoneType, UnionType, flat


def is_dunder(name):
    return name.startswith("__") and name.endswith("__")


def shown(kind):
    """How forms of `typing` show what they are made of."""
    if isinstance(kind, type):
        return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return "..." if kind is ... else repr(kind)


def shown_list(kinds):
    return f"[{', '.join([shown(kind) for kind in kinds])}]"


def variables(args):
    """The type variables in parameters, each once."""
    found = []
    for arg in args:
        if isinstance(arg, (TypeVar, ParamSpec, TypeVarTuple)):
            inner = (arg,)
        else:
            inner = arg.__parameters__ if isinstance(arg, (Alias, TypingUnion)) else ()
        found.extend([one for one in inner if one not in found])
    return tuple(found)


def substituted(args, known):
    out = []
    for arg in args:
        if isinstance(arg, (Alias, TypingUnion)) and arg.__parameters__:
            arg = arg[tuple([known[v] for v in arg.__parameters__])]
        elif isinstance(arg, (TypeVar, ParamSpec)):
            arg = known[arg]
        out.append(arg)
    return tuple(out)


def known_variables(alias, items):
    wanted = alias.__parameters__
    if not wanted:
        raise TypeError(f"{alias!r} is not a generic class")
    if len(items) != len(wanted):
        raise TypeError(f"Too {'many' if len(items) > len(wanted) else 'few'} arguments for {alias!r}; actual {len(items)}, expected {len(wanted)}")
    return dict(zip(wanted, items))


def as_tuple(items):
    return items if isinstance(items, tuple) else (items,)


def checked(arg, message):
    """A parameter of a form: a class, another form, or the name of one."""
    if arg is None:
        return NoneType
    if isinstance(arg, str):
        return ForwardRef(arg)
    if isinstance(arg, (Form, type)):
        if arg is Generic or arg is Protocol:
            raise TypeError(f"Plain {arg!r} is not valid as type argument")
        if isinstance(arg, Alias) and arg.__origin__ in (ClassVar, Final) or arg in (ClassVar, Final):
            raise TypeError(f"{arg!r} is not valid as type argument")
        return arg
    if type(arg) is tuple or not callable(arg):
        raise TypeError(f"{message} Got {arg!r:.100}.")
    return arg


class TypingForm(Form):
    """What `|` makes a `Union` of."""

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


class Alias(TypingForm):
    """A form with parameters."""

    def __call__(self, *args, **kwargs):
        return self.__origin__(*args, **kwargs)

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __getattr__(self, name):
        if "__origin__" in self.__dict__ and not is_dunder(name):
            return getattr(self.__origin__, name)
        raise AttributeError(name)


class GenericAlias(Alias):
    """`list[int]`."""

    __module__ = "types"

    def __init__(self, origin, args):
        self.__origin__ = origin
        self.__args__ = args = as_tuple(args)
        self.__parameters__ = variables(args)

    def __getitem__(self, items):
        known = known_variables(self, as_tuple(items))
        return GenericAlias(self.__origin__, substituted(self.__args__, known))

    def __getattr__(self, name):
        if "__origin__" in self.__dict__ and (not is_dunder(name) or name in ("__name__", "__qualname__", "__module__", "__doc__")):
            return getattr(self.__origin__, name)
        raise AttributeError(f"type object {self.__origin__.__name__!r} has no attribute {name!r}")

    def __or__(self, other):
        return either(self, other)

    def __ror__(self, other):
        return either(other, self)

    def __eq__(self, other):
        if not isinstance(other, GenericAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash(self.__origin__) ^ hash(self.__args__)

    def __repr__(self):
        names = [shown(arg) for arg in self.__args__]
        return f"{shown(self.__origin__)}[{', '.join(names) or '()'}]"


class CallableAlias(GenericAlias):
    """`collections.abc.Callable[[int], str]`, whose list stands in parts."""

    __module__ = "collections.abc"

    def __repr__(self):
        *args, result = self.__args__
        given = "..." if args == [...] else shown_list(args)
        return f"collections.abc.Callable[{given}, {shown(result)}]"


def generic(origin, args):
    """`origin[args]` of a class with parameters."""
    if not isinstance(origin, type):
        return origin[args]
    if origin.__module__ == "collections.abc" and origin.__name__ == "Callable":
        given, result = args
        return CallableAlias(origin, (*given, result) if isinstance(given, list) else (given, result))
    return GenericAlias(origin, args)


class _GenericAlias(Alias):
    """`List[int]`, `Stack[int]` of a class of the body."""

    __module__ = "typing"

    def __init__(self, origin, args, name=None):
        self.__origin__ = origin
        self.__args__ = args
        self.__parameters__ = variables(args)
        self._name = name
        if name is not None:
            self.__name__ = self.__qualname__ = name
        elif isinstance(origin, type):
            self.__name__ = origin.__name__
            self.__qualname__ = origin.__qualname__
            self.__module__ = origin.__module__

    def __getitem__(self, items):
        items = tuple([checked(item, "Parameters to generic types must be types.") for item in as_tuple(items)])
        known = known_variables(self, items)
        return type(self)(self.__origin__, substituted(self.__args__, known), self._name)

    def __eq__(self, other):
        if not isinstance(other, _GenericAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __repr__(self):
        name = f"typing.{self._name}" if self._name else shown(self.__origin__)
        return f"{name}[{', '.join([shown(arg) for arg in self.__args__]) or '()'}]"


class _CallableGenericAlias(_GenericAlias):
    __module__ = "typing"

    def __repr__(self):
        *args, result = self.__args__
        return f"typing.Callable[{'...' if args == [...] else shown_list(args)}, {shown(result)}]"


class _LiteralGenericAlias(_GenericAlias):
    __module__ = "typing"

    def __eq__(self, other):
        return pairs(self) == pairs(other) if isinstance(other, _LiteralGenericAlias) else NotImplemented

    def __hash__(self):
        return hash(frozenset(pairs(self)))

    def __repr__(self):
        return f"typing.Literal[{', '.join([repr(arg) for arg in self.__args__])}]"


def pairs(literal):
    return {(value, type(value)) for value in literal.__args__}


class _AnnotatedAlias(_GenericAlias):
    __module__ = "typing"

    def __init__(self, origin, metadata):
        if isinstance(origin, _AnnotatedAlias):
            metadata = origin.__metadata__ + metadata
            origin = origin.__origin__
        _GenericAlias.__init__(self, origin, (origin,), "Annotated")
        self.__metadata__ = metadata

    def __getitem__(self, items):
        known = known_variables(self, as_tuple(items))
        return _AnnotatedAlias(substituted(self.__args__, known)[0], self.__metadata__)

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

    def __init__(self, args):
        self.__args__ = args
        self.__origin__ = Union
        self.__parameters__ = variables(args)

    def __getitem__(self, items):
        return Union[substituted(self.__args__, known_variables(self, as_tuple(items)))]

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        names = [shown(cls) for cls in self.__args__]
        if len(names) == 2 and NoneType in self.__args__:
            return f"typing.Optional[{names[self.__args__[0] is NoneType]}]"
        return f"typing.Union[{', '.join(names)}]"


def either(left, right):
    """`left | right`, where one of them may be a form."""
    for one in (left, right):
        if one is not None and not isinstance(one, (type, GenericAlias, UnionType)) or isinstance(one, TypingUnion):
            if isinstance(one, TypingForm) or isinstance(one, TypingUnion):
                return Union[left, right]
            if isinstance(one, str) and isinstance(left if one is right else right, (TypingForm, TypingUnion)):
                other = left if one is right else right
                if not isinstance(other, GenericAlias):
                    return Union[left, right]
            return left | right
    if left is None and right is None:
        raise TypeError("unsupported operand type(s) for |: 'NoneType' and 'NoneType'")
    found = flat((left, right))
    return found[0] if len(found) == 1 else UnionType(found)


class _SpecialForm(TypingForm):
    """`Any`, `Union`, `Literal` and their kind: `make` gives what they are with parameters."""

    __module__ = "typing"

    def __init__(self, name, make=None):
        self._name = self.__name__ = self.__qualname__ = name
        self._make = make

    def __getitem__(self, items):
        if self._make is None:
            raise TypeError(f"{self!r} is not subscriptable")
        return self._make(self, items)

    def __call__(self, *args, **kwds):
        raise TypeError(f"Cannot instantiate {self!r}")

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass {self!r}")

    def __repr__(self):
        return f"typing.{self._name}"


def union_form(form, items):
    if items == ():
        raise TypeError("Cannot take a Union of no types.")
    found = flat([checked(item, "Union[arg, ...]: each arg must be a type.") for item in as_tuple(items)])
    return found[0] if len(found) == 1 else TypingUnion(found)


def optional_form(form, item):
    return Union[checked(item, "typing.Optional requires a single type."), NoneType]


def literal_form(form, items):
    found = []
    for item in as_tuple(items):
        found.extend(item.__args__ if isinstance(item, _LiteralGenericAlias) else (item,))
    once = []
    for value in found:
        if not any([value == known and type(value) is type(known) for known in once]):
            once.append(value)
    return _LiteralGenericAlias(form, tuple(once), "Literal")


def annotated_form(form, items):
    if not isinstance(items, tuple) or len(items) < 2:
        raise TypeError("Annotated[...] should be used with at least two arguments (a type and an annotation).")
    return _AnnotatedAlias(checked(items[0], "Annotated[t, ...]: t must be a type."), items[1:])


def single_form(form, item):
    return _GenericAlias(form, (checked(item, f"{form!r} accepts only single type."),), form._name)


def several_form(form, items):
    return _GenericAlias(form, tuple([checked(item, f"{form!r} accepts only types.") for item in as_tuple(items)]), form._name)


class _SpecialGenericAlias(TypingForm):
    """`List` and its kind: `count` is the number of its parameters, -1 where that is open."""

    __module__ = "typing"

    def __init__(self, origin, count, name):
        self.__origin__ = origin
        self._nparams = count
        self._name = self.__name__ = self.__qualname__ = name

    def __getitem__(self, items):
        items = tuple([checked(item, "Parameters to generic types must be types.") for item in as_tuple(items)])
        if self._nparams >= 0 and len(items) != self._nparams:
            amount = "many" if len(items) > self._nparams else "few"
            raise TypeError(f"Too {amount} arguments for {self!r}; actual {len(items)}, expected {self._nparams}")
        return _GenericAlias(self.__origin__, items, self._name)

    def __call__(self, *args, **kwargs):
        raise TypeError(f"Type {self._name} cannot be instantiated; use {self.__origin__.__name__}() instead")

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __getattr__(self, name):
        if "__origin__" in self.__dict__ and not is_dunder(name):
            return getattr(self.__origin__, name)
        raise AttributeError(name)

    def __repr__(self):
        return f"typing.{self._name}"


class _TupleType(_SpecialGenericAlias):
    __module__ = "typing"

    def __getitem__(self, items):
        items = as_tuple(items)
        if len(items) == 2 and items[1] is ...:
            return _GenericAlias(tuple, (checked(items[0], "Tuple[t, ...]: t must be a type."), ...), "Tuple")
        found = [checked(item, "Tuple[t0, t1, ...]: each t must be a type.") for item in items]
        return _GenericAlias(tuple, tuple(found), "Tuple")


class _CallableType(_SpecialGenericAlias):
    __module__ = "typing"

    def __getitem__(self, items):
        if not isinstance(items, tuple) or len(items) != 2:
            raise TypeError("Callable must be used as Callable[[arg, ...], result].")
        args, result = items
        result = checked(result, "Callable[args, result]: result must be a type.")
        if args is ... or isinstance(args, ParamSpec):
            return _CallableGenericAlias(self.__origin__, (args, result), "Callable")
        if not isinstance(args, (list, tuple)):
            raise TypeError(f"Callable[args, result]: args must be a list. Got {args}")
        found = [checked(arg, "Callable[[arg, ...], result]: each arg must be a type.") for arg in args]
        return _CallableGenericAlias(self.__origin__, (*found, result), "Callable")


class Generic:
    """The base that stands for parameters only; as a value it has its name."""

    __module__ = "typing"


class Protocol:
    """The base that stands for parameters only; as a value it has its name."""

    __module__ = "typing"


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
        self.__constraints__ = tuple([checked(t, "TypeVar(name, constraint, ...): constraints must be types.") for t in constraints])
        self.__bound__ = None if bound is None else checked(bound, "Bound must be a type.")
        self.__covariant__ = covariant
        self.__contravariant__ = contravariant
        self.__module__ = "__main__"

    def __repr__(self):
        return ("+" if self.__covariant__ else "-" if self.__contravariant__ else "~") + self.__name__


class ParamSpec(TypingForm):
    __module__ = "typing"

    def __init__(self, name, *, bound=None, covariant=False, contravariant=False):
        self.__name__ = name
        self.__bound__ = bound
        self.__module__ = "__main__"
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


class TypeVarTuple(TypingForm):
    __module__ = "typing"

    def __init__(self, name):
        self.__name__ = name

    def __repr__(self):
        return self.__name__


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
    items = tuple([checked(item, "Parameters to generic types must be types.") for item in as_tuple(items)])
    return _GenericAlias(cls, items)


def members_of(kinds):
    """The classes that `isinstance` compares with where it is given a form."""
    if isinstance(kinds, tuple):
        return tuple([members_of(kind) for kind in kinds])
    if isinstance(kinds, UnionType):
        return tuple([members_of(kind) for kind in kinds.__args__])
    if isinstance(kinds, _SpecialGenericAlias):
        return kinds.__origin__
    if isinstance(kinds, GenericAlias):
        raise TypeError("isinstance() argument 2 cannot be a parameterized generic")
    if isinstance(kinds, _GenericAlias):
        raise TypeError("Subscripted generics cannot be used with class and instance checks")
    if isinstance(kinds, _SpecialForm):
        raise TypeError(f"{kinds!r} cannot be used with isinstance()")
    return kinds


def get_origin(tp):
    if isinstance(tp, _AnnotatedAlias):
        return Annotated
    if isinstance(tp, (Alias, _SpecialGenericAlias, _ParamSpecPart, TypingUnion)):
        return tp.__origin__
    return UnionType if isinstance(tp, UnionType) else None


def get_args(tp):
    if isinstance(tp, _AnnotatedAlias):
        return (tp.__origin__, *tp.__metadata__)
    if isinstance(tp, (Alias, UnionType)):
        args = tp.__args__
        if isinstance(tp, (_CallableGenericAlias, CallableAlias)) and not (len(args) == 2 and (args[0] is ... or isinstance(args[0], ParamSpec))):
            return (list(args[:-1]), args[-1])
        return args
    return ()


def meaning(text, named):
    from sys import _leave

    if text not in named:
        _leave("annotation as a text")
    return named[text]()


def evaluated(kind, named):
    """A form with what the names in it mean: `named` knows those of the body's annotations."""
    if isinstance(kind, ForwardRef):
        return evaluated(checked(meaning(kind.__forward_arg__, named), "Forward references must evaluate to types"), named)
    if isinstance(kind, GenericAlias):
        args = [evaluated(ForwardRef(arg) if isinstance(arg, str) else arg, named) for arg in kind.__args__]
        return kind if tuple(args) == kind.__args__ else type(kind)(kind.__origin__, tuple(args))
    if isinstance(kind, _AnnotatedAlias):
        return _AnnotatedAlias(evaluated(kind.__origin__, named), kind.__metadata__)
    if isinstance(kind, _LiteralGenericAlias):
        return kind
    if isinstance(kind, _GenericAlias):
        args = tuple([evaluated(arg, named) for arg in kind.__args__])
        return kind if args == kind.__args__ else type(kind)(kind.__origin__, args, kind._name)
    if isinstance(kind, UnionType):
        args = tuple([evaluated(arg, named) for arg in kind.__args__])
        return kind if args == kind.__args__ else Union[args] if isinstance(kind, TypingUnion) else UnionType(flat(args))
    return kind


def plain(kind):
    """A form without what `Annotated` adds."""
    if isinstance(kind, _AnnotatedAlias):
        return plain(kind.__origin__)
    if isinstance(kind, GenericAlias):
        args = tuple([plain(arg) for arg in kind.__args__])
        return kind if args == kind.__args__ else type(kind)(kind.__origin__, args)
    if isinstance(kind, _LiteralGenericAlias):
        return kind
    if isinstance(kind, _GenericAlias):
        args = tuple([plain(arg) for arg in kind.__args__])
        return kind if args == kind.__args__ else type(kind)(kind.__origin__, args, kind._name)
    if isinstance(kind, UnionType):
        args = tuple([plain(arg) for arg in kind.__args__])
        return kind if args == kind.__args__ else Union[args] if isinstance(kind, TypingUnion) else UnionType(flat(args))
    return kind


def type_hints(named, builtin, obj, globalns=None, localns=None, include_extras=False):
    """`get_type_hints`: texts mean what `named` says for functions, and for classes what `builtin` says, since a class knows no globals."""
    from sys import _leave

    if globalns is not None or localns is not None:
        _leave("annotation as a text")
    hints = {}
    if isinstance(obj, type):
        for base in reversed(obj.__mro__):
            for name, value in noted(base).items():
                hints[name] = hint(value, builtin)
    else:
        found = getattr(obj, "__annotations__", None)
        if found is None:
            if callable(obj):
                return {}
            raise TypeError(f"{obj!r} is not a module, class, method, or function.")
        for name, value in found.items():
            hints[name] = hint(value, named)
    return hints if include_extras else {name: plain(kind) for name, kind in hints.items()}


def noted(cls):
    """The annotations of a class without those above it."""
    found = getattr(cls, "__annotations__", None)
    for above in cls.__mro__[1:]:
        if found is not None and getattr(above, "__annotations__", None) is found:
            return {}
    return {} if found is None else found


def hint(value, named):
    if value is None:
        return NoneType
    return evaluated(ForwardRef(value) if isinstance(value, str) else value, named)


def no_type_check(arg):
    return arg


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
Tuple = _TupleType(tuple, -1, "Tuple")
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
